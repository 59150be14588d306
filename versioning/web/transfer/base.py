"""What the pages of imports, exports and their progress share."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.models import Project, Transfer
from versioning.policies import Action, Decision, decide
from versioning.services.lookups import find_project
from versioning.web.desk import DeskView, SeeOther

# Transfers in the list of recent ones.
SHOWN = 10


class TransferView(DeskView):
    """A page of a project's transfers. `may` is whether the person may import documents and export the history."""

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @cached_property
    def may(self) -> Decision:
        return decide(actor=self.actor, action=Action.IMPORT, project_id=self.project.pk)

    @property
    def default_back(self) -> str:
        return reverse("desk:export", args=(self.kwargs["slug"],))

    def project_page(self, template: str, *, tab: str, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page, with the recent transfers and the one that is running. `tab` is import or export."""
        rows = Transfer.objects.latest_of(self.project.pk)[:SHOWN] if self.may.allowed else []
        transfers = list(rows)
        running = next((each for each in transfers if each.is_unfinished), None)
        shared = {"project": self.project, "may": self.may, "tab": tab, "transfers": transfers, "running": running}
        return self.page(template, status=status, **shared, **context)

    def progress(self, transfer: Transfer) -> HttpResponse:
        """Redirect to the progress of the transfer."""
        return SeeOther(reverse("desk:transfer", args=(self.project.slug, transfer.pk)))
