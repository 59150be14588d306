"""Our own API, `/api/v1`: a superset of Orbiq's and Omni's published endpoints."""
