"""Who wrote a version: the person who began it, or whom an imported history claims."""

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Concat

if TYPE_CHECKING:
    from versioning.models.access.user import User

Row = TypeVar("Row", bound=Model)
UNKNOWN_AUTHOR = "unknown author"


class AuthorQuerySet(QuerySet[Row]):
    """What a version's query set knows of authors."""

    def by_author(self, name: str) -> Self:
        """Return the versions written by people whose names contain this, or by the account with this username."""
        full = Concat("created_by__first_name", Value(" "), "created_by__last_name")
        account = Q(full_name__icontains=name) | Q(created_by__username__iexact=name)
        claimed = Q(author_name__icontains=name) | Q(author_email__iexact=name)
        # Who imported a version did not write it.
        imported = Q(authored_at__isnull=False)
        return self.alias(full_name=full).filter((imported & claimed) | (~imported & account))


class Authorship:
    """What a version knows of its author. A claim of an imported history is never an account that acted."""

    if TYPE_CHECKING:
        author_name: str
        author_email: str
        authored_at: datetime | None
        created_at: datetime
        created_by: User

    @property
    def is_imported(self) -> bool:
        """Return whether an imported history claims who wrote it and when."""
        return self.authored_at is not None

    @property
    def author(self) -> str:
        """Return the author whom an import claims, else the name of the person who began it."""
        if not self.is_imported:
            return self.created_by.display_name
        return self.author_name or self.author_email or UNKNOWN_AUTHOR

    @property
    def byline(self) -> str:
        """Return the author as pages show them: a claim is marked as one."""
        return f"{self.author} (imported)" if self.is_imported else self.author

    @property
    def written_at(self) -> datetime:
        """Return when the author wrote it, as far as an import claims it, else when it was begun."""
        return self.authored_at or self.created_at
