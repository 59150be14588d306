"""Which site `django.contrib.admin` serves."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "config.back_office.BackOffice"
