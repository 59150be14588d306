"""What operators rely on: limits to waiting, answers during outages, health, logs. Knows no models."""
