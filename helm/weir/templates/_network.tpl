{{/* Who may read the figures. Probes come from the node, which no policy keeps out. */}}
{{- define "weir.metricsIngress" -}}
{{- with .Values.networkPolicy.metricsFrom }}
- ports:
    - port: health
  from:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end -}}

{{- define "weir.dnsEgress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end -}}

{{/* NATS, by the ports of its addresses: who has them is not known by label. */}}
{{- define "weir.natsEgress" -}}
{{- $ports := list -}}
{{- range .Values.nats.urls -}}
{{- $ports = append $ports (int (regexFind "[0-9]+$" .)) -}}
{{- end -}}
- ports:
    {{- range uniq $ports }}
    - port: {{ . }}
    {{- end }}
  {{- with .Values.networkPolicy.natsTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
