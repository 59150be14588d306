"""System checks with ids of our own."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

PER_PROCESS_CACHES = ("LocMemCache", "DummyCache")


@register
def one_cache_for_all_processes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Rate limits are counted in Django's cache: with several processes, each would count for itself."""
    backend = settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[-1]
    if settings.WORKERS == 1 or not any(settings.API_RATE_LIMIT) or backend not in PER_PROCESS_CACHES:
        return []
    return [
        Warning(
            f"WORKERS is {settings.WORKERS}, but the cache is not shared between processes: "
            "each would count its own rate limit.",
            hint="Set CACHE_URL to redis://… or db://cache_table (then run `manage.py createcachetable`).",
            id="stemma.W001",
        )
    ]
