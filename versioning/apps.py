"""The one Django app."""

from django.apps import AppConfig


class VersioningConfig(AppConfig):
    name = "versioning"
    verbose_name = "Stemma"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from versioning import checks  # noqa: F401  importing it registers the checks
