"""Disconnect receivers of Django's signals that run for each request and do nothing on this server."""

from django.conf import settings
from django.core.cache import caches, close_caches
from django.core.cache.backends.base import BaseCache
from django.core.signals import request_finished, request_started
from django.db import reset_queries


def disconnect_idle_receivers() -> None:
    """Disconnect what forgets logged statements if none is logged, and what closes caches if none can be closed."""
    if not settings.DEBUG:
        # Statements are logged in DEBUG alone. Django's tests connect it again.
        request_started.disconnect(reset_queries)
    if all(type(caches[alias]).close is BaseCache.close for alias in settings.CACHES):
        request_finished.disconnect(close_caches)
