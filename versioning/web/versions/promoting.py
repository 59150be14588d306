"""Making a version current, with the question before it."""

from typing import Any

from django.http import HttpResponse

from versioning.exceptions import CurrentChanged
from versioning.models import Version
from versioning.policies import Action, decide
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import current_of
from versioning.web.versions.publishing import difference_for_readers, shown_as, toast_promoted
from versioning.web.versions.question import VersionQuestion


class PromotePage(VersionQuestion):
    """Ask, naming both versions, then make the version current."""

    template = "desk/versions/promote.html"

    def shown(self, version: Version) -> dict[str, Any]:
        document = version.document
        current = current_of(document)
        return {
            "current": current,
            "shown": difference_for_readers(current=current, version=version, display=shown_as(self.request)),
            "may_promote": decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
        }

    def change(self, version: Version, *, expected: Preconditions) -> HttpResponse:
        former = version.document.current
        try:
            promoted = promote_version(actor=self.actor, version=version, expected=expected)
        except CurrentChanged:
            fault = "Another version became current in the meantime. Nothing was changed. Review the changes again."
            return self.ask(self.find_version(), status=409, fault=fault)
        toast_promoted(self.request, version=promoted, former=former)
        return SeeOther(self.default_back)
