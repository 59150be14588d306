from contextlib import suppress

import pytest

from tests.cast import Cast
from tests.exports.document360_api import DRAFT, GUIDES, SECOND, SIGN_IN, FakeDocument360
from tests.exports.importing import files, html_of, link_to, tree
from tests.services.observing import everything_stored
from tests.services.transfer.importing_document360 import run
from versioning.exceptions import VersioningError
from versioning.models import Document, Draft, Version, Workspace
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer.import_document360 import (
    EDITED,
)
from versioning.services.versions.publish_and_promote import publish_and_promote

OTHER = "1a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d"


def history() -> list[tuple[str, str, str]]:
    versions = Version.objects.with_text().filter(document__kind="document").order_by("number")
    return [(version.name, version.status, version.text[:4]) for version in versions]


def test_all_versions_come_with_their_states_numbers_and_authors(cast: Cast, source: FakeDocument360) -> None:
    summary = run(cast, source)

    assert tree() == ["Guides", "Guides/Getting Started with Single Sign-On"]
    assert history() == [("v1", "archived", "One."), ("v2", "published", "Two,"), ("v4", "draft", "<p>F")]
    document = Document.objects.get(kind="document")
    assert (document.current and document.current.name, document.hidden) == ("v2", True)
    version = Version.objects.get(name="v2")
    assert (version.author_name, version.author_email) == ("Jane Doe", "jane@example.org")
    assert str(version.authored_at) == "2025-08-16 10:00:00+00:00"
    assert Draft.objects.get(version__name="v4").branch
    assert dict(summary.counts) == {"new versions": 3, "new documents": 2, "new drafts": 1}
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_a_hidden_text_whose_versions_are_not_listed_comes_whole(cast: Cast, source: FakeDocument360) -> None:
    del source.answers[f"/articles/{SIGN_IN}/versions"]

    run(cast, source)

    assert [name for name, _, _ in history()] == ["v1", "v2", "v4"]


def test_pictures_become_files_and_links_lead_to_documents(cast: Cast, source: FakeDocument360) -> None:
    summary = run(cast, source)

    text = Version.objects.with_text().get(name="v4").text
    assert (files(), summary.files, summary.refusals) == (["a.png"], 1, [])
    assert "/files/0a1b2c3d" not in text
    assert 'href="https://x.org"' in text
    title = "Getting Started with Single Sign-On"
    assert link_to(title) in html_of(title)


def test_rich_text_becomes_markdown_if_that_is_chosen(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source, content_type="markdown")

    version = Version.objects.with_text().get(name="v4")
    assert (version.content_type, version.text.startswith("Four\n\n![](/files/")) == ("markdown", True)


def test_a_second_import_asks_once_for_each_text_and_changes_nothing(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source)
    before = everything_stored()
    source.requests.clear()

    summary = run(cast, source)

    assert dict(summary.counts) == {"unchanged": 2}
    assert everything_stored() == before
    assert [path for path in source.paths() if "/articles/" in path] == [f"/articles/{SIGN_IN}"]


def test_a_new_version_and_a_published_draft_are_added(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source)
    published = {**DRAFT, "status": "published", "modified_at": "2025-09-01T10:00:00Z"}
    newest = {**SECOND, "version_number": 5, "content": "Five.\n", "status": 0, "public_version": 4}
    source.answers |= {
        f"/articles/{SIGN_IN}": newest,
        f"/articles/{SIGN_IN}/versions": [published, newest],
        f"/articles/{SIGN_IN}/versions/4": {**published, "content": "New four.\n", "content_type": 0},
    }

    run(cast, source)

    assert history()[2:] == [("v4", "published", "New "), ("v5", "draft", "Five")]
    assert Document.objects.filter(kind="document", current__name="v4").exists()


def test_what_was_continued_here_is_not_overwritten(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source)
    document = Document.objects.get(kind="document")
    draft = Draft.objects.with_everything().get(document=document)
    save_draft(actor=cast.editor, draft=draft, changes={"body": "Mine.\n"})
    mine = publish_and_promote(
        actor=cast.manager,
        draft=save_draft(actor=cast.editor, draft=cast.fork(document), changes={"body": "Current here.\n"}),
    )
    source.answers[f"/articles/{SIGN_IN}"] = {**DRAFT, "public_version": 2, "modified_at": "2026-01-01T00:00:00Z"}

    summary = run(cast, source)

    document.refresh_from_db()
    assert document.current_id == mine.pk
    assert Version.objects.with_text().get(name="v4", number=3).text == "Mine.\n"
    assert len(summary.refusals) == 2


def test_a_draft_that_is_edited_here_during_the_import_is_not_overwritten(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source)
    changed = {**DRAFT, "content": "Theirs.\n", "content_type": 0, "modified_at": "2025-09-01T10:00:00Z"}
    newest = {**SECOND, "version_number": 5, "content": "Five.\n", "status": 0, "public_version": 2}
    path = f"/articles/{SIGN_IN}/versions/4"
    # The server is busy when it is asked for the text of the draft.
    source.answers |= {f"/articles/{SIGN_IN}": newest, f"/articles/{SIGN_IN}/versions": [changed, newest], path: 503}

    def edit(_seconds: float) -> None:
        draft = Draft.objects.with_everything().get(version__name="v4")
        save_draft(actor=cast.editor, draft=draft, changes={"body": "Mine.\n"})
        source.answers[path] = changed

    summary = run(cast, source, wait=edit)

    assert Version.objects.with_text().get(name="v4").text == "Mine.\n"
    assert [why for _, why in summary.refusals] == [EDITED]


def test_a_run_that_is_stopped_goes_on_where_it_was(cast: Cast, source: FakeDocument360) -> None:
    whole = source.answers.pop(f"/articles/{SIGN_IN}/versions/2")
    source.answers[f"/articles/{SIGN_IN}/versions/2"] = b"<html>not JSON</html>"
    stopped = run(cast, source)
    source.answers[f"/articles/{SIGN_IN}/versions/2"] = whole

    summary = run(cast, source)

    assert "not JSON" in stopped.refusals[0][1]
    assert history() == [("v1", "archived", "One."), ("v2", "published", "Two,"), ("v4", "draft", "<p>F")]
    assert summary.refusals == []


def test_a_rehearsal_keeps_nothing(cast: Cast, source: FakeDocument360) -> None:
    summary = run(cast, source, is_rehearsal=True)

    assert dict(summary.counts) == {"new versions": 3, "new documents": 2, "new drafts": 1}
    assert Document.objects.count() == 0


@pytest.mark.parametrize("answer", [b"[]", b"null", b'{"data": 3}', b"[" * 100_000, b'{"data": [1, {"id": {}}, null]}'])
def test_answers_of_another_form_harm_nobody(cast: Cast, source: FakeDocument360, answer: bytes) -> None:
    for path in [path for path in source.answers if path]:
        source.answers[path] = answer

    with suppress(VersioningError):
        run(cast, source)

    assert Document.objects.filter(kind="category").count() == 0


def test_a_project_version_gets_a_workspace_of_its_own(cast: Cast, source: FakeDocument360) -> None:
    article = {"id": SIGN_IN, "title": "Sign-On", "category_id": None, "hidden": False, "order": 1}
    source.answers["/project-versions"].append({"id": "2", "name": "Next", "slug": "next", "is_default": False})
    source.answers["/project-versions/2/categories"] = []
    source.answers["/project-versions/2/articles"] = [{**article, "id": OTHER}]
    source.answers[f"/articles/{OTHER}"] = {**SECOND, "id": OTHER, "category_id": None}

    first, again = run(cast, source), run(cast, source)

    assert (first.refusals, again.refusals) == ([], [])
    assert Document.objects.get(workspace__slug="next").parent is None
    assert Workspace.objects.filter(project=cast.project).count() == 2


def test_a_document_that_was_moved_here_stays_where_it_is(cast: Cast, source: FakeDocument360) -> None:
    run(cast, source)
    document = Document.objects.get(kind="document")
    update_document(actor=cast.editor, document=document, changes={"parent_id": None})

    run(cast, source)

    document.refresh_from_db()
    assert document.parent is None


def test_a_category_that_is_missing_leaves_out_what_is_in_it_by_name(cast: Cast, source: FakeDocument360) -> None:
    del source.answers[f"/categories/{GUIDES}/content"]

    summary = run(cast, source)

    assert summary.refusals == [("Sign-On (en)", "Its category was left out.")]
