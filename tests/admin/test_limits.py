"""The limits of a project."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from versioning.models import Event, Project, Verb

# What the forms of the rows below a project send.
INLINES = {
    f"{name}-{part}_FORMS": "0" for name in ("memberships", "workspaces", "branches") for part in ("TOTAL", "INITIAL")
}


def test_a_project_gets_limits_of_its_own_and_nothing_else_changes(cast: Cast, office: Client) -> None:
    cast.draft()
    address = reverse("admin:versioning_project_change", args=[cast.project.pk])
    form = {"name": "Other", "bytes_limit": "1000000", "versions_limit": "0", "drafts_limit": "", **INLINES}

    before = office.get(address).content.decode()
    office.post(address, form)

    stored = Project.objects.get(pk=cast.project.pk)
    assert "1 versions, 1 open drafts" in before
    assert (stored.name, stored.bytes_limit, stored.versions_limit, stored.drafts_limit) == (
        "Handbook",
        1000000,
        0,
        None,
    )
    event = Event.objects.latest("id")
    assert (event.verb, event.data["changes"]) == (Verb.PROJECT_UPDATED, {"bytes_limit": 1000000, "versions_limit": 0})


def test_a_limit_below_nothing_is_refused(cast: Cast, office: Client) -> None:
    address = reverse("admin:versioning_project_change", args=[cast.project.pk])

    page = office.post(address, {"bytes_limit": "-1", **INLINES}).content.decode()

    assert "greater than or equal to 0" in page
    assert Project.objects.get(pk=cast.project.pk).bytes_limit is None
