"""Traces by OpenTelemetry; loaded only where OTEL_EXPORTER_OTLP_ENDPOINT is set."""
