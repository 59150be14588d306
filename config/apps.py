"""The app config that makes `django.contrib.admin` serve the back office."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Replace Django's default admin site."""

    default_site = "config.back_office.BackOffice"
