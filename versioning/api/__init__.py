"""The HTTP APIs: what both contracts share; one package per contract below."""
