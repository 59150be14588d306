"""Document360's API v3, built on the same services as /api/v1."""
