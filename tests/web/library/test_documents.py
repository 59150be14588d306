from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.pictures import stored
from tests.web.conftest import Desks
from versioning.services.documents.attach_file import LinkedFile, attach_file


def test_shows_what_readers_see_rendered(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="# Refunds\n\nWithin *14* days.\n")

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert "Within <em>14</em> days." in page
    assert "Paul handbook promoted it" in page


def test_a_heading_that_says_the_title_again_is_said_once(cast: Cast, desks: Desks) -> None:
    document = cast.document("Fish & chips", body="# Fish &amp; *chips*\n\n## How\n\nHot.\n")

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert page.count("<h1") == 1
    assert "How</h2>" in page


def test_another_heading_stays(cast: Cast, desks: Desks) -> None:
    document = cast.document("Refunds", body="# Refunds in short\n")

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert "Refunds in short</h1>" in page


def test_its_attachments_are_beside_the_text(cast: Cast, desks: Desks) -> None:
    document, file = cast.document(), stored(cast, name="plan.pdf")
    attach_file(actor=cast.editor, document=document, file=file, name="The plan")
    attach_file(actor=cast.editor, document=document, file=LinkedFile("https://example.org/a.zip", "Sources"))

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert f'<a href="{file.url}">The plan</a>' in page
    assert '<a href="https://example.org/a.zip" rel="nofollow noopener noreferrer">Sources</a>' in page


def test_a_document_is_found_by_its_uuid_too(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.viewer.get(f"/d/{document.pk}/")

    assert answer.status_code == 200


def test_a_document_that_was_never_published_says_so(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    page = desks.editor.get(f"/d/{draft.document.identifier}/").content.decode()

    assert "No version is current" in page
    assert "Continue draft 1" in page


def test_who_may_not_see_it_is_told_nothing(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.stranger.get(f"/d/{document.identifier}/")

    assert answer.status_code == 404
    assert document.title not in answer.content.decode()


def test_nobody_is_asked_to_sign_in_and_comes_back(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.nobody.get(f"/d/{document.identifier}/")

    assert answer["Location"] == f"/sign-in/?next=/d/{document.identifier}/"


def test_a_viewer_reads_why_forking_is_off(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert "You need the editor role to start drafts. Your role is viewer." in page
    assert "/fork" not in page


def test_old_versions_are_read_with_their_neighbours(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="First.\n")
    cast.version(document, "Second.\n")

    page = desks.viewer.get(f"/d/{document.identifier}/versions/1/").content.decode()

    assert "<p>First.</p>" in page
    assert "Version 2 →" in page


def test_a_version_that_is_none_is_not_here(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.viewer.get(f"/d/{document.identifier}/versions/99999999999/")

    assert answer.status_code == 404


def test_pages_cost_no_more_where_the_history_is_long(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    address = f"/d/{document.identifier}/"
    with CaptureQueriesContext(
        connection,
    ) as short:
        desks.viewer.get(address)
    for number in range(10):
        cast.version(document, f"Text {number}.\n")

    with CaptureQueriesContext(connection) as long:
        desks.viewer.get(address)

    assert len(long) == len(short) <= 8


def test_on_the_page_of_a_former_version_the_one_button_forks_from_it(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.version(document, "Within 30 days.\n")

    page = desks.editor.get(f"/d/{document.identifier}/versions/1/").content.decode()

    assert page.count("button primary") == 1
    assert '<input type="hidden" name="source" value="1"><button type="submit" class="button primary">' in page


def test_the_page_of_a_draft_has_one_primary_action(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    page = desks.editor.get(f"/d/{draft.document.identifier}/versions/1/").content.decode()

    assert page.count("button primary") == 1
    assert "Continue draft 1" in page


def test_a_document_leads_to_its_activity(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.viewer.get(f"/d/{document.identifier}/").content.decode()

    assert f'href="/activity/?document={document.identifier}"' in page


def test_the_library_leads_to_import_and_to_the_members(cast: Cast, desks: Desks) -> None:
    project = cast.document().project

    page = desks.viewer.get("/").content.decode()

    assert f'href="/projects/{project.slug}/import/"' in page
    assert f'href="/settings/projects/{project.slug}/"' in page
