"""`/metrics` for Prometheus: what is counted, and who may ask."""
