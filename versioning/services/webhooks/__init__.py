"""Webhooks of a project, and the deliveries to them."""
