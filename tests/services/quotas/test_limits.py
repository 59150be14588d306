"""What would pass a limit is refused and stores nothing."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from tests.cast import TEXT, Cast, make_cast, make_member, new_document
from tests.services.observing import everything_stored
from tests.services.quotas.conftest import UNLIMITED, limit, random_text, used, used_by
from versioning.exceptions import NotAllowed, QuotaExceeded
from versioning.models import Draft, Project, Role, Version
from versioning.models.quotas.usage import Limits
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.projects.limit_project import limit_project
from versioning.services.projects.read_usage import read_usage
from versioning.services.versions.publish_version import publish_version

Prepare = Callable[[Cast], Callable[[], object]]


def _create(cast: Cast) -> Callable[[], object]:
    return lambda: create_document(actor=cast.editor, workspace=cast.workspace, **new_document(title="One", body=TEXT))


def _fork(mode: ForkMode) -> Prepare:
    def prepare(cast: Cast) -> Callable[[], object]:
        document = cast.document()
        return lambda: fork_document(actor=cast.editor, document=document, mode=mode)

    return prepare


def _reopen(cast: Cast) -> Callable[[], object]:
    draft = cast.fork(cast.document())
    discard_draft(actor=cast.editor, draft=draft)
    return lambda: reopen_draft(actor=cast.publisher, version=draft.version)


def _save(cast: Cast) -> Callable[[], object]:
    draft = cast.draft()
    return lambda: cast.save(draft, body=random_text())


def _save_fields(cast: Cast) -> Callable[[], object]:
    draft = cast.draft()
    return lambda: cast.save(draft, fields={"note": "x" * 1000})


GROWING: list[tuple[Prepare, str]] = [
    (_create, "bytes"),
    (_create, "versions"),
    (_create, "drafts"),
    *((_fork(mode), kind) for mode in ForkMode for kind in ("versions", "drafts", "bytes")),
    (_reopen, "drafts"),
    (_save, "bytes"),
    (_save_fields, "bytes"),
]


@pytest.mark.parametrize(("prepare", "kind"), GROWING)
def test_what_would_pass_the_limit_of_the_project_is_refused_and_stores_nothing(
    cast: Cast, prepare: Prepare, kind: str
) -> None:
    act = prepare(cast)
    # Something of each kind is used, so that a limit can be at what is used: 0 would be none.
    cast.draft("Other")
    limit(cast, **{kind: getattr(used(cast), kind)})
    before = everything_stored()

    with pytest.raises(
        QuotaExceeded, match=r"^This would exceed the limit of .* for this project: .* used\. An administrator"
    ) as refusal:
        act()

    assert everything_stored() == before
    assert refusal.value.data["kind"] == kind


@pytest.mark.parametrize(("prepare", "kind"), GROWING)
def test_what_would_pass_the_limit_of_the_person_is_refused(
    cast: Cast, settings: Settings, prepare: Prepare, kind: str
) -> None:
    act = prepare(cast)
    cast.draft("Other")
    setattr(settings, f"QUOTA_PERSON_{kind.upper()}", getattr(used_by(cast, cast.editor), kind))

    with pytest.raises(QuotaExceeded, match=r"for one person in this project: "):
        act()


def test_a_limit_of_0_is_none(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS = 0
    settings.QUOTA_PROJECT_DRAFTS = 0

    cast.draft()

    assert used(cast).drafts == 1


def test_a_project_has_the_limits_of_the_settings_unless_it_has_its_own(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PROJECT_DRAFTS = 1
    cast.draft()
    with pytest.raises(QuotaExceeded, match=r"in the back office, under Projects\.$"):
        cast.draft("Second")

    limit_project(actor=system_actor(), project=cast.project, limits=Limits(None, None, 2))

    cast.draft("Second")
    with pytest.raises(QuotaExceeded):
        cast.draft("Third")


def test_what_adds_nothing_is_never_refused(cast: Cast) -> None:
    draft = cast.save(cast.draft(), description="Long." * 20)
    limit(cast, bytes=1, versions=1, drafts=1)

    saved = cast.save(draft, title="Another title", description="", body=TEXT)
    publish_version(actor=cast.publisher, version=saved.version)

    assert Version.objects.get(pk=draft.version_id).status == Version.Status.PUBLISHED


def test_limits_of_one_project_concern_no_other(cast: Cast) -> None:
    other = make_cast("other")
    limit(cast, drafts=1)
    cast.draft()

    other.draft()
    other.draft("Second")

    assert used(other).drafts == 2


def test_a_limit_can_be_lower_than_what_is_stored(cast: Cast) -> None:
    cast.draft()
    cast.draft("Second")

    limit(cast, drafts=1)

    assert Draft.objects.count() == 2


def test_only_administrators_limit_a_project(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        limit_project(actor=cast.manager, project=cast.project, limits=UNLIMITED)


def test_managers_see_who_uses_most(cast: Cast) -> None:
    cast.draft(body=random_text())
    save_draft(actor=cast.publisher, draft=cast.draft("Second"), changes={"body": "Short."})

    usage = read_usage(actor=cast.manager, project=cast.project)

    assert [row.person for row in usage.people] == [cast.editor.user, cast.publisher.user]
    assert usage.used == used(cast)
    with pytest.raises(NotAllowed):
        read_usage(actor=cast.publisher, project=cast.project)


def test_members_of_a_project_count_apart(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS = 1
    other = make_member(cast.project, Role.EDITOR, "Olga Handbook")
    cast.draft()

    create_document(actor=other, workspace=cast.workspace, **new_document(title="Hers", body=TEXT))

    assert Project.objects.get(pk=cast.project.pk).documents.count() == 2
