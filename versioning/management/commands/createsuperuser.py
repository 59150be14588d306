"""`manage.py createsuperuser`: Django's command, which leaves an event here."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from versioning.models import User
from versioning.services.access.record_account_change import CREATED, record_account_change
from versioning.services.access.system_actor import system_actor


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        superusers = User.objects.filter(is_superuser=True)
        before = list(superusers.values_list("pk", flat=True))
        super().handle(*args, **options)
        with transaction.atomic():
            for user in superusers.exclude(pk__in=before):
                record_account_change(actor=system_actor(), user=user, verb=CREATED)
