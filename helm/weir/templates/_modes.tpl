{{/* Writes the keys of `from` over those of `onto`, maps key by key. `merge` would take false and 0 for absent. */}}
{{- define "weir.overlay" -}}
{{- range $key, $value := .from -}}
{{- if and (kindIs "map" $value) (kindIs "map" (get $.onto $key)) -}}
{{- include "weir.overlay" (dict "onto" (get $.onto $key) "from" $value) -}}
{{- else -}}
{{- $_ := set $.onto $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* WEIR_MODE of an entry: each SPEC with its port (name, mode). A port that is there twice would end the service at its start, or be refused with the Service. */}}
{{- define "weir.specs" -}}
{{- $specs := list -}}
{{- $ports := list -}}
{{- $servicePorts := list -}}
{{- range .mode.listeners -}}
{{- $port := int .port -}}
{{- $servicePort := int (default .port .servicePort) -}}
{{- if has $port $ports -}}
{{- fail (printf "modes.%s.listeners: port %d is there twice" $.name $port) -}}
{{- else if has $servicePort $servicePorts -}}
{{- fail (printf "modes.%s.listeners: port %d of the Service is there twice" $.name $servicePort) -}}
{{- end -}}
{{- $ports = append $ports $port -}}
{{- $servicePorts = append $servicePorts $servicePort -}}
{{- $specs = append $specs (printf "%s@%d" .spec $port) -}}
{{- end -}}
{{- join " " $specs -}}
{{- end -}}

{{/* Four fifths of a volume of so many Mi, Gi or Ti, as options have sizes: the rest is the file system's, and what SQLite writes on the side. */}}
{{- define "weir.fourFifths" -}}
{{- $mebibytes := int (regexFind "^[0-9]+" .) -}}
{{- if hasSuffix "Gi" . -}}
{{- $mebibytes = mul $mebibytes 1024 -}}
{{- else if hasSuffix "Ti" . -}}
{{- $mebibytes = mul $mebibytes 1048576 -}}
{{- end -}}
{{- printf "%dm" (div (mul $mebibytes 4) 5) -}}
{{- end -}}
