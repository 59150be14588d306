"""Programs that people let act for them: OAuth 2 clients, as the RFCs call them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from oauth2_provider.models import AbstractApplication

from versioning.models.access.redirecting import matches, origin_of

if TYPE_CHECKING:
    from versioning.models.project import Project


class ApplicationQuerySet(models.QuerySet["Application"]):
    def in_use(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired_at=None)

    def of_project(self, project: "Project") -> Self:
        return self.filter(project=project).select_related("created_by")

    def origins_of_browsers(self) -> set[str]:
        """Where the public ones live, which run in browsers and call from there."""
        public = self.in_use().filter(client_type=Application.CLIENT_PUBLIC)
        return {origin_of(uri) for uris in public.values_list("redirect_uris", flat=True) for uri in uris.split()}


class Application(AbstractApplication):
    """Registered by a manager for one project, or by an administrator for all that a person is a member of.

    A public one runs where it can keep no secret, in a browser above all; a confidential one has a secret, kept as a
    slow hash. Nobody's consent is ever skipped. A retired one stays for the events that name it, and opens nothing.
    """

    project = models.ForeignKey(
        "versioning.Project", models.CASCADE, null=True, blank=True, related_name="applications"
    )
    created_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, editable=False, related_name="+")
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(authorization_grant_type="authorization-code", skip_authorization=False),
                name="application_always_asks_its_person",
            ),
            models.CheckConstraint(
                condition=Q(client_type="public", client_secret="")  # noqa: S106  public clients have none
                | Q(client_type="confidential", hash_client_secret=True) & ~Q(client_secret=""),
                name="application_secret_fits_its_type",
            ),
        )

    def redirect_uri_allowed(self, uri: str) -> bool:
        return any(matches(registered=registered, asked=uri) for registered in self.redirect_uri_list)

    @property
    def redirect_uri_list(self) -> Iterable[str]:
        uris: list[str] = self.redirect_uris.split()
        return uris

    def is_usable(self, request: Any) -> bool:
        """The library asks before it issues anything."""
        return self.retired_at is None
