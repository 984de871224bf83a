{{/* Where a proxy has its certificates from: the service, or an authority of its own in a Secret that all proxies share (root, mode). */}}
{{- define "weir.authorityEnv" -}}
{{- if .root.Values.certAuthority.enabled }}
- name: WEIR_CA_URL
  value: https://{{ include "weir.name" (dict "root" .root "part" "cert-authority") }}.{{ .root.Release.Namespace }}.svc:8443
- name: WEIR_CA_TRUST
  value: /etc/weir-ca/identity.pem
- name: WEIR_CA_SERVICE_ACCOUNT_TOKEN
  value: /var/run/secrets/weir/token
{{- if gt (int .mode.authority.delegateHours) 0 }}
- name: WEIR_CA_DELEGATED
  value: "true"
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.authorityMounts" -}}
{{- if .root.Values.certAuthority.enabled }}
- name: authority
  mountPath: /etc/weir-ca
  readOnly: true
- name: authority-token
  mountPath: /var/run/secrets/weir
  readOnly: true
{{- else }}
- name: authority
  mountPath: /var/lib/weir/ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "weir.authorityVolumes" -}}
{{- if .root.Values.certAuthority.enabled }}
# Written by the certificate authority at its first start: until then pods wait in ContainerCreating.
- name: authority
  configMap:
    name: {{ include "weir.bundle" .root }}
    items:
      - key: identity.pem
        path: identity.pem
- name: authority-token
  projected:
    defaultMode: 288 # 0440
    sources:
      - serviceAccountToken:
          audience: weir-ca
          expirationSeconds: 3600
          path: token
{{- else }}
- name: authority
  secret:
    secretName: {{ required "certAuthority.enabled is false: set localAuthority.secret, the Secret with the authority (ca-key.pem, ca.pem) that proxies sign with" .root.Values.localAuthority.secret }}
    defaultMode: 288 # 0440
{{- end }}
{{- end -}}

{{/* Who may have what signed, as the certificate authority reads it. It does not start with a policy that it cannot use: what it would refuse is refused here. */}}
{{- define "weir.policy" -}}
{{- $names := list -}}
{{- $accounts := list -}}
callers:
{{- range $name, $entry := .Values.modes }}
{{- $mode := deepCopy $.Values.proxies }}
{{- include "weir.overlay" (dict "onto" $mode "from" $entry) }}
{{- $account := printf "%s/%s" $.Release.Namespace (include "weir.name" (dict "root" $ "part" $name)) }}
{{- $names = append $names $name }}
{{- $accounts = append $accounts $account }}
  - name: {{ $name }}
    serviceAccount: {{ $account }}
    {{- include "weir.grants" (dict "where" (printf "modes.%s.authority" $name) "names" $mode.authority.names "except" $mode.authority.except "delegate" $mode.authority.delegateHours "audit" false "rotate" false) | nindent 4 }}
{{- end }}
{{- range .Values.certAuthority.policy.callers }}
{{- if has .name $names }}
{{- fail (printf "certAuthority.policy.callers: %s is there twice, or is the name of a mode" .name) }}
{{- else if has .serviceAccount $accounts }}
{{- fail (printf "certAuthority.policy.callers: the account %s is there twice, or is a mode's" .serviceAccount) }}
{{- end }}
{{- $names = append $names .name }}
{{- $accounts = append $accounts .serviceAccount }}
  - name: {{ .name }}
    serviceAccount: {{ .serviceAccount }}
    {{- include "weir.grants" (dict "where" (printf "certAuthority.policy.callers, %s" .name) "names" (default list .names) "except" (default list .except) "delegate" (default 0 .delegate) "audit" (default false .audit) "rotate" (default false .rotate)) | nindent 4 }}
{{- end }}
{{- if not $names }} []
{{- end }}
# Nobody gets certificates for Weir's own services.
never:
{{- $parts := list "cert-authority" }}
{{- if .Values.collector.enabled }}
{{- $parts = append $parts "collector" }}
{{- end }}
{{- range $part := concat $parts (keys .Values.modes | sortAlpha) }}
{{- range splitList " " (include "weir.hosts" (dict "root" $ "part" $part)) }}
  - {{ quote . }}
{{- end }}
{{- end }}
{{- if ne .Values.clusterDomain "cluster.local" }}
  # The service knows the names of the cluster's API in any domain; constraints of delegated authorities cannot.
  - {{ printf "kubernetes.default.svc.%s" .Values.clusterDomain | quote }}
{{- end }}
{{- range .Values.certAuthority.policy.never }}
  - {{ quote . }}
{{- end }}
{{ end -}}

{{/* (where, names, except, delegate, audit, rotate) */}}
{{- define "weir.grants" -}}
{{- if gt (int .delegate) 0 -}}
{{- range .names -}}
{{- if hasPrefix "." . -}}
{{- fail (printf "%s: an authority of its own cannot be held to the names below %s without itself: write the name without the point, or do not delegate" $.where (trimPrefix "." .)) -}}
{{- end -}}
{{- end -}}
{{- if not .names -}}
{{- fail (printf "%s: there are no names to delegate: say which in names" .where) -}}
{{- end -}}
{{- if has "*" .except -}}
{{- fail (printf "%s: except: * leaves nothing to delegate" .where) -}}
{{- end -}}
{{- end -}}
names: {{ include "weir.words" .names }}
except: {{ include "weir.words" .except }}
delegate: {{ int .delegate }}
audit: {{ .audit }}
rotate: {{ .rotate }}
{{- end -}}

{{/* A list of strings in one line. */}}
{{- define "weir.words" -}}
{{- $quoted := list -}}
{{- range . -}}
{{- $quoted = append $quoted (quote .) -}}
{{- end -}}
[{{ join ", " $quoted }}]
{{- end -}}
