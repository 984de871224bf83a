{{/* How an app reaches NATS, and says who it is (root, app). */}}
{{- define "weir.natsEnv" -}}
{{- $nats := .root.Values.nats -}}
- name: WEIR_NATS_URL
  value: {{ join " " $nats.urls | quote }}
{{- if eq $nats.credentials.kind "user" }}
- name: WEIR_NATS_USER
  value: "@/run/secrets/nats/credentials"
{{- else if eq $nats.credentials.kind "nkey" }}
- name: WEIR_NATS_NKEY
  value: "@/run/secrets/nats/credentials"
{{- else if eq $nats.credentials.kind "creds" }}
- name: WEIR_NATS_CREDS
  value: /run/secrets/nats/credentials
{{- end }}
{{- if $nats.tls.secret }}
- name: WEIR_NATS_CA
  value: /run/secrets/nats-tls/ca.crt
{{- if $nats.tls.clientCertificate }}
- name: WEIR_NATS_CERT
  value: /run/secrets/nats-tls/tls.crt
- name: WEIR_NATS_KEY
  value: /run/secrets/nats-tls/tls.key
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.natsMounts" -}}
{{- if ne .root.Values.nats.credentials.kind "none" }}
- name: nats
  mountPath: /run/secrets/nats
  readOnly: true
{{- end }}
{{- if .root.Values.nats.tls.secret }}
- name: nats-tls
  mountPath: /run/secrets/nats-tls
  readOnly: true
{{- end }}
{{- end -}}

{{/* Of the Secret with everybody's credentials each pod sees its own alone. */}}
{{- define "weir.natsVolumes" -}}
{{- $nats := .root.Values.nats -}}
{{- if ne $nats.credentials.kind "none" }}
- name: nats
  secret:
    secretName: {{ default $nats.credentials.secret (get $nats.credentials.secrets .app) | required (printf "nats.credentials: no Secret is given for %s: set nats.credentials.secret, or nats.credentials.secrets.%s" .app .app) }}
    defaultMode: 288 # 0440
    items:
      - key: {{ .app }}
        path: credentials
{{- end }}
{{- with $nats.tls.secret }}
- name: nats-tls
  secret:
    secretName: {{ . }}
    defaultMode: 288 # 0440
    items:
      - key: ca.crt
        path: ca.crt
      {{- if $nats.tls.clientCertificate }}
      - key: tls.crt
        path: tls.crt
      - key: tls.key
        path: tls.key
      {{- end }}
{{- end }}
{{- end -}}
