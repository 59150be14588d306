import pytest

from tests.cast import Cast, make_cast
from tests.pictures import picture, stored
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Document, Draft, File, Version
from versioning.services.documents import replace_file as module
from versioning.services.documents.plan_replacement import plan_replacement
from versioning.services.documents.replace_file import UNUSUAL, replace_file
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.files.trash_file import trash_file
from versioning.services.jobs.run_due_jobs import run_due_jobs


@pytest.fixture
def old(cast: Cast) -> File:
    return stored(cast, picture("red"), name="plan.png")


@pytest.fixture
def new(cast: Cast) -> File:
    return stored(cast, picture("blue"), name="new plan.png")


def body_of(draft: Draft) -> str:
    return Version.objects.with_text().get(pk=draft.version_id).text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("markdown", "![Plan]({0}) and [again]({0} 'Title') and <img src='{0}?x=1'>\n"),
        ("wysiwyg", '<p><img src="{0}" alt="Plan"></p>'),
        ("block", '{{"blocks": [{{"type": "image", "data": {{"file": {{"url": "{0}"}}, "caption": "Plan"}}}}]}}'),
    ],
)
def test_each_document_that_shows_the_file_gets_a_draft_and_readers_see_no_change(
    cast: Cast, old: File, new: File, content_type: str, body: str
) -> None:
    document = cast.document(body=body.format(old.url), content_type=content_type)
    cast.document("Other", "Words.\n")
    current = document.current_id

    done = replace_file(actor=cast.editor, file=old, by=new)

    (draft,) = done.drafts
    assert body_of(draft) == body.format(new.url)
    assert draft.branch is not None
    assert draft.branch.is_main
    assert Document.objects.get(pk=document.pk).current_id == current


def test_the_plan_says_what_happens(cast: Cast, old: File, new: File) -> None:
    ready, busy = (cast.document(title, f"![]({old.url})") for title in ("Ready", "Busy"))
    draft = cast.fork(busy, mode=ForkMode.STRICT)
    plan = plan_replacement(old)

    done = replace_file(actor=cast.editor, file=old, by=new)

    assert (list(plan.ready), list(plan.busy)) == ([ready], [(busy, draft)])
    assert [each.document for each in done.drafts] == [ready]
    assert [document for document, _ in done.left_out] == [busy]
    assert body_of(draft) == f"![]({old.url})"


def test_a_second_call_opens_no_second_draft(cast: Cast, old: File, new: File) -> None:
    cast.document(body=f"![]({old.url})")
    replace_file(actor=cast.editor, file=old, by=new)

    again = replace_file(actor=cast.editor, file=old, by=new)

    assert again.drafts == []
    assert Draft.objects.count() == 1


def test_a_text_with_an_unusual_address_is_left_out_and_has_no_draft(cast: Cast, old: File, new: File) -> None:
    document = cast.document(body=f"![]({old.url.replace('/files', '/%66iles')})")

    done = replace_file(actor=cast.editor, file=old, by=new)

    assert done.left_out == [(document, UNUSUAL)]
    assert not Draft.objects.exists()


def test_many_documents_are_left_to_a_worker(cast: Cast, old: File, new: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    for title in ("A", "B", "C"):
        cast.document(title, f"![]({old.url})")
    done = replace_file(actor=cast.editor, file=old, by=new)
    before = Draft.objects.count()

    run_due_jobs()

    assert done.job is not None
    assert (before, {body_of(draft) for draft in Draft.objects.all()}) == (0, {f"![]({new.url})"})
    assert Draft.objects.count() == 3


def test_a_job_for_another_file_is_another_job(
    cast: Cast, old: File, new: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 0)
    cast.document(body=f"![]({old.url})")
    first = replace_file(actor=cast.editor, file=old, by=new).job

    other = replace_file(actor=cast.editor, file=old, by=stored(cast, picture("green"))).job

    assert other is not None
    assert other != first


def test_a_worker_shows_no_file_that_went_to_the_trash_meanwhile(
    cast: Cast, old: File, new: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 0)
    cast.document(body=f"![]({old.url})")
    replace_file(actor=cast.editor, file=old, by=new)
    trash_file(actor=cast.editor, file=new)

    run_due_jobs()

    assert not Draft.objects.exists()


def test_a_viewer_replaces_nothing(cast: Cast, old: File, new: File) -> None:
    cast.document(body=f"![]({old.url})")

    with pytest.raises(NotAllowed):
        replace_file(actor=cast.viewer, file=old, by=new)

    assert not Draft.objects.exists()


def test_a_file_is_replaced_by_another_one_of_the_project_only(cast: Cast, old: File, new: File) -> None:
    elsewhere = stored(make_cast("other"))
    trashed = trash_file(actor=cast.editor, file=new)

    for by in (old, elsewhere, trashed):
        with pytest.raises(InvalidValue):
            replace_file(actor=cast.editor, file=old, by=by)
