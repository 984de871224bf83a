{{/* The annotations and labels of a part's pods (root, part, settings; proxy: whether it is one; annotations: further ones). */}}
{{- define "weir.podMetadata" -}}
{{- $annotations := dict -}}
{{- range $some := list .root.Values.podAnnotations .settings.podAnnotations (default dict .annotations) -}}
{{- range $key, $value := $some -}}
{{- $_ := set $annotations $key $value -}}
{{- end -}}
{{- end -}}
{{- with $annotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{ end -}}
labels:
  {{- include "weir.labels" . | nindent 2 }}
  {{- if .proxy }}
  weir.dev/role: proxy
  {{- end }}
{{- end -}}

{{/* What the pods of all parts have (root, part, settings). */}}
{{- define "weir.podSpec" -}}
serviceAccountName: {{ include "weir.name" . }}
automountServiceAccountToken: false
# Variables of Services would look like ours: WEIR_COLLECTOR_PORT.
enableServiceLinks: false
# From SIGTERM a service takes at most 10 s.
terminationGracePeriodSeconds: 15
securityContext:
  runAsNonRoot: true
  runAsUser: 1337
  runAsGroup: 1337
  fsGroup: 1337
  # Else each mount would let the group at files that are 0600, the authority's key among them, and it refuses such a key.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .settings.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The container of a part but for its variables and mounts (root, app, settings; patience: seconds until it must have started). */}}
{{- define "weir.container" -}}
name: weir
image: {{ include "weir.image" . | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  {{- include "weir.containerSecurity" . | nindent 2 }}
resources:
  {{- toYaml .settings.resources | nindent 2 }}
startupProbe:
  httpGet: { path: /healthz, port: health }
  periodSeconds: 2
  failureThreshold: {{ div .patience 2 }}
livenessProbe:
  httpGet: { path: /healthz, port: health }
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: /readyz, port: health }
  periodSeconds: 5
  timeoutSeconds: 2
{{- end -}}

{{- define "weir.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "weir.image" -}}
{{- $image := printf "%s%s:%s" .root.Values.image.prefix .app (default .root.Chart.AppVersion .root.Values.image.tag) -}}
{{- with get .root.Values.image.digests .app -}}
{{- $image = printf "%s@%s" $image . -}}
{{- end -}}
{{- $image -}}
{{- end -}}

{{/* Variables of all apps, and those that values add (root, settings). Of two with one name only the last would count. */}}
{{- define "weir.commonEnv" -}}
- name: WEIR_HOME
  value: /var/lib/weir
- name: WEIR_HEALTH_LISTEN
  value: ":9464"
- name: WEIR_LOG_LEVEL
  value: {{ .root.Values.logLevel }}
{{- $names := list }}
{{- range concat .root.Values.extraEnv .settings.env }}
{{- if has .name $names }}
{{- fail (printf "the variable %s is there twice, in extraEnv and env" .name) }}
{{- end }}
{{- $names = append $names .name }}
- {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Files of Secrets that values name (settings). */}}
{{- define "weir.secretFileMounts" -}}
{{- range $at, $file := .settings.secretFiles }}
- name: secret-file-{{ $at }}
  mountPath: {{ $file.mountPath }}
  readOnly: true
{{- end }}
{{- end -}}

{{- define "weir.secretFileVolumes" -}}
{{- range $at, $file := .settings.secretFiles }}
- name: secret-file-{{ $at }}
  secret:
    secretName: {{ $file.secret }}
    defaultMode: 288 # 0440
{{- end }}
{{- end -}}

{{/* A volume that outlives the pod, or one that does not (name, storage). */}}
{{- define "weir.claimTemplates" -}}
{{- if .storage.persistent }}
persistentVolumeClaimRetentionPolicy:
  whenDeleted: Retain
  whenScaled: Retain
volumeClaimTemplates:
  - metadata:
      name: {{ .name }}
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .storage.storageClass }}
      storageClassName: {{ quote . }}
      {{- end }}
      resources:
        requests:
          storage: {{ .storage.size }}
{{- end }}
{{- end -}}

{{- define "weir.passingVolume" -}}
{{- if not .storage.persistent }}
- name: {{ .name }}
  emptyDir:
    sizeLimit: {{ .storage.size }}
{{- end }}
{{- end -}}
