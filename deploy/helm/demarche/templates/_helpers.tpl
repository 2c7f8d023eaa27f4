{{/* Names, labels and the configuration file, as all templates need them. */}}

{{- define "demarche.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of the release, which names what is made; 63 characters are all that a label may have. */}}
{{- define "demarche.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "demarche.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "demarche.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What a pod is selected by: it must not change from one version to the next. */}}
{{- define "demarche.selectorLabels" -}}
app.kubernetes.io/name: {{ include "demarche.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "demarche.memberLabels" -}}
{{ include "demarche.selectorLabels" . }}
app.kubernetes.io/component: member
{{- end }}

{{- define "demarche.labels" -}}
{{ include "demarche.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "demarche.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "demarche.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "demarche.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "demarche.port" -}}
{{- regexFind "[0-9]+$" .Values.config.http.listen }}
{{- end }}

{{/* A number as it was written: Helm has read it as a float, which prints large ones as 1e+06. */}}
{{- define "demarche.number" -}}
{{- if eq (floor .) (float64 .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{/* A value in TOML. A string of JSON is one of TOML. */}}
{{- define "demarche.tomlValue" -}}
{{- if kindIs "string" . }}{{ toJson . }}{{ else if kindIs "bool" . }}{{ . }}{{ else }}{{ include "demarche.number" . }}{{ end }}
{{- end }}

{{/* The configuration file. A table inside a table is one of properties, whose values are text, whatever they look like. */}}
{{- define "demarche.toml" -}}
{{- $config := deepCopy .Values.config }}
{{- if eq .Values.kind "StatefulSet" }}
{{- $_ := set $config.kafka "static_membership" true }}
{{- else if $config.kafka.static_membership }}
{{- fail "config.kafka.static_membership wants pods that keep their names: set kind to StatefulSet" }}
{{- end }}
{{- if .Values.serviceAccount.kafkaToken.enabled }}
{{- $_ := set $config.kafka "oauth_token_file" "/run/secrets/tokens/kafka" }}
{{- end }}
{{- range $table, $keys := $config }}
[{{ $table }}]
{{- range $key, $value := $keys }}
{{- if not (kindIs "map" $value) }}
{{ $key }} = {{ include "demarche.tomlValue" $value }}
{{- end }}
{{- end }}
{{ range $key, $value := $keys }}
{{- if kindIs "map" $value }}
[{{ $table }}.{{ $key }}]
{{- range $name, $text := $value }}
{{ toJson $name }} = {{ include "demarche.propertyText" $text | toJson }}
{{- end }}
{{ end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "demarche.propertyText" -}}
{{- if kindIs "string" . }}{{ . }}{{ else if kindIs "bool" . }}{{ . }}{{ else }}{{ include "demarche.number" . }}{{ end }}
{{- end }}

{{/* What members and a replay have in common: who they run as, what they may do, what they see. Volumes are last, for more. */}}
{{- define "demarche.podSettings" -}}
serviceAccountName: {{ include "demarche.serviceAccountName" . }}
# It asks nothing of Kubernetes.
automountServiceAccountToken: false
# A Service that is called demarche would otherwise set variables that begin with DEMARCHE_.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  # So that it may read the secrets, which belong to this group.
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: config
    configMap:
      name: {{ include "demarche.fullname" . }}
  {{- range .Values.secrets }}
  - name: {{ printf "secret-%s" . | replace "." "-" | trunc 63 | trimSuffix "-" }}
    secret:
      secretName: {{ . }}
      defaultMode: 0440
  {{- end }}
  {{- with .Values.serviceAccount.kafkaToken }}
  {{- if .enabled }}
  - name: kafka-token
    projected:
      defaultMode: 0440
      sources:
        - serviceAccountToken:
            path: kafka
            audience: {{ .audience }}
            expirationSeconds: {{ .expirationSeconds }}
  {{- end }}
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* The same of their containers. Mounts are last, for more. */}}
{{- define "demarche.containerSettings" -}}
image: {{ include "demarche.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
env:
  # The name of the member, in its group and in the log. The environment wins over the file.
  - name: DEMARCHE_STREAM__INSTANCE
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumeMounts:
  - name: config
    mountPath: /etc/demarche
    readOnly: true
  {{- range .Values.secrets }}
  - name: {{ printf "secret-%s" . | replace "." "-" | trunc 63 | trimSuffix "-" }}
    mountPath: /run/secrets/{{ . }}
    readOnly: true
  {{- end }}
  {{- if .Values.serviceAccount.kafkaToken.enabled }}
  - name: kafka-token
    mountPath: /run/secrets/tokens
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
