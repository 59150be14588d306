"""Our own API, `/api/v1`. It is a superset of the published endpoints of Orbiq and Omni."""
