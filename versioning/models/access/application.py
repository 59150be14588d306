"""Applications that act for users: OAuth 2 clients (RFC 6749)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from oauth2_provider.models import AbstractApplication

from versioning.models.access.redirect_uris import origin_of, redirect_uri_matches

if TYPE_CHECKING:
    from versioning.models.project import Project


class ApplicationQuerySet(models.QuerySet["Application"]):
    def in_use(self) -> Self:
        """Return the applications that are not retired."""
        return self.filter(retired_at=None)

    def of_project(self, project: "Project") -> Self:
        return self.filter(project=project).select_related("created_by")

    def origins_of_browsers(self) -> set[str]:
        """Return the origins of the public applications. They run in browsers and call the API from there."""
        public = self.in_use().filter(client_type=Application.CLIENT_PUBLIC)
        return {origin_of(uri) for uris in public.values_list("redirect_uris", flat=True) for uri in uris.split()}


class Application(AbstractApplication):
    """An OAuth 2 client of one project, or of all projects of its user if `project` is None.

    A public application cannot keep a secret, for example in a browser. A confidential one has a secret, stored as a
    slow hash. The user's consent is never skipped. A retired application is kept for its events and cannot be used.
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
        return any(redirect_uri_matches(registered=registered, requested=uri) for registered in self.redirect_uri_list)

    @property
    def redirect_uri_list(self) -> Iterable[str]:
        uris: list[str] = self.redirect_uris.split()
        return uris

    def is_usable(self, request: Any) -> bool:
        """Return whether the OAuth library may issue tokens to it."""
        return self.retired_at is None
