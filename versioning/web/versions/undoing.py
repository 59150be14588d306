"""Undoing a publication: the question before it, and the button of the message after a publication."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse

from versioning.exceptions import CurrentChanged, NotPublished, VersioningError, VersionNotFound
from versioning.models import Version
from versioning.policies import Decision, decide
from versioning.services.versions.plan_undo import UndoPlan, plan_undo
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.undo_publication import ACTIONS, undo_publication
from versioning.web.desk import SeeOther
from versioning.web.toasts import toast
from versioning.web.versions.publishing import difference_for_readers, shown_as
from versioning.web.versions.question import VersionQuestion

CHANGED = "Another version became current since, so this was not undone."


class UndoPage(VersionQuestion):
    """Ask, showing what readers would see, then undo the publication of the version."""

    template = "desk/versions/undo.html"

    def shown(self, version: Version) -> dict[str, Any]:
        plan, obstacle = _plan(version)
        former = None if plan is None else plan.former
        return {
            "current": version,
            "plan": plan,
            "former": former,
            "obstacle": obstacle,
            "shown": former and difference_for_readers(current=version, version=former, display=shown_as(self.request)),
            "may_undo": self._may_undo(version.document.project_id),
        }

    def change(self, version: Version, *, expected: Preconditions) -> HttpResponse:
        try:
            changed = undo_publication(actor=self.actor, version=version, expected=expected)
        except CurrentChanged:
            messages.error(self.request, CHANGED)
            return SeeOther(self.default_back)
        except (NotPublished, VersionNotFound) as refusal:
            return self.ask(self.find_version(), status=409, fault=refusal.message)
        toast(self.request, f"Version {changed.number} is {_now(changed)}.")
        return SeeOther(self.default_back)

    def _may_undo(self, project_id: UUID) -> Decision:
        """Return the first refusal, or that it is allowed."""
        decisions = [decide(actor=self.actor, action=action, project_id=project_id) for action in ACTIONS]
        return min(decisions, key=lambda decision: decision.allowed)


def _plan(version: Version) -> tuple[UndoPlan | None, str]:
    """Return what undoing would do, or None and why nothing can be undone."""
    try:
        return plan_undo(version), ""
    except VersioningError as refusal:
        return None, refusal.message


def _now(changed: Version) -> str:
    if changed.status == Version.Status.ARCHIVED:
        return "archived"
    return "current again" if changed.is_current else "no longer current. It is still published"
