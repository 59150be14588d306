"""The addresses of drafts, which lead to their versions when the drafts are closed."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import models

from versioning.models.event import Event
from versioning.models.version import Version


class DraftAddressQuerySet(models.QuerySet["DraftAddress"]):
    def note(self, identifiers: Iterable[tuple[str, UUID]]) -> None:
        """Remember which version the drafts with these identifiers are. A draft may get an identifier again."""
        rows = [DraftAddress(identifier=identifier, version_id=version) for identifier, version in identifiers]
        self.bulk_create(rows, update_conflicts=True, unique_fields=("identifier",), update_fields=("version",))

    def note_closed(self, versions: Mapping[str, UUID]) -> None:
        """Remember the versions of closed drafts by their identifiers, unless those are remembered already."""
        # A version may have been purged since.
        keys = set(Version.objects.filter(pk__in=versions.values()).values_list("pk", flat=True))
        rows = [
            DraftAddress(identifier=key, version_id=version) for key, version in versions.items() if version in keys
        ]
        self.bulk_create(rows, ignore_conflicts=True)

    def find_version(self, identifier: str) -> UUID | None:
        """Return the key of the version that the draft with this identifier is or was, or None if there is none.

        A draft that was closed just now is found by the event, so that its address works before a job has noted it.
        """
        noted = self.filter(pk=identifier).values_list("version", flat=True).first()
        return noted or Event.objects.recently_closed(identifier)


class DraftAddress(models.Model):
    """The identifier of a draft, which may be closed. Its row in Draft exists only while it is open."""

    identifier = models.CharField(max_length=8, primary_key=True)
    version = models.ForeignKey("versioning.Version", models.CASCADE, related_name="+")

    objects = DraftAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return self.identifier
