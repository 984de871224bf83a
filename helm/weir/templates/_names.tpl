{{/* What all names of the release begin with. Services want a letter first, and none of their names has a dot. */}}
{{- define "weir.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- $name := default (ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name)) .Values.fullnameOverride | replace "." "-" -}}
{{- if not (regexMatch "^[a-z]" $name) -}}
{{- fail (printf "the release %s: its Services would be named %s-..., and a Service's name begins with a letter: set fullnameOverride" .Release.Name $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* The name of a part (root, part). At most 52: a StatefulSet's pods have a label of its name and 11 characters more, of 63. */}}
{{- define "weir.name" -}}
{{- printf "%s-%s" (include "weir.fullname" .root | trunc (int (sub 51 (len .part))) | trimSuffix "-") .part -}}
{{- end -}}

{{/* By what the pods of a part are told from all others (root, part). Never changes: a StatefulSet's selector cannot. */}}
{{- define "weir.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ quote .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{/* The pods of all modes (root). */}}
{{- define "weir.proxySelector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ quote .root.Release.Name }}
weir.dev/role: proxy
{{- end -}}

{{/* (root, part) */}}
{{- define "weir.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ quote .root.Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: weir
{{ include "weir.selector" . }}
{{- end -}}

{{/* Name, namespace and labels (root, part; name where it is another one than the part's). */}}
{{- define "weir.metadata" -}}
name: {{ default (include "weir.name" .) .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "weir.labels" . | nindent 2 }}
{{- end -}}

{{/* All names by which a part's Service is called inside the cluster, a space between (root, part). */}}
{{- define "weir.hosts" -}}
{{- $name := include "weir.name" . -}}
{{- $inNamespace := printf "%s.%s" $name .root.Release.Namespace -}}
{{- printf "%s %s %s.svc %s.svc.%s" $name $inNamespace $inNamespace $inNamespace .root.Values.clusterDomain -}}
{{- end -}}

{{/* The ConfigMap that the certificate authority writes. */}}
{{- define "weir.bundle" -}}
{{- include "weir.name" (dict "root" . "part" "authority") -}}
{{- end -}}
