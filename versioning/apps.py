"""The one Django app."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate


class VersioningConfig(AppConfig):
    name = "versioning"
    verbose_name = "Stemma"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from versioning import checks  # noqa: F401  importing it registers the checks
        from versioning.gauges import register_gauges
        from versioning.migrations._binary_uuids import convert_before
        from versioning.ops.idle_receivers import disconnect_idle_receivers
        from versioning.ops.logs import watch_statements
        from versioning.services import handlers  # noqa: F401  importing it registers the handlers of jobs

        register_gauges()
        disconnect_idle_receivers()
        pre_migrate.connect(convert_before, sender=self)
        if settings.SLOW_QUERY_MS:
            connection_created.connect(watch_statements)
