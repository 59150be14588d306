"""The page of what a person watches."""

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import Membership, Watch
from versioning.services.documents.trash_document import trash_document
from versioning.services.notices.watch import watch


def test_the_page_lists_documents_categories_and_projects(cast: Cast, desks: Desks) -> None:
    document, category = cast.document("Refunds"), cast.document("Guides", kind="category")
    for place in (document, category, cast.project):
        watch(actor=cast.viewer, place=place)

    page = desks.viewer.get("/settings/watching/").content.decode()

    assert f'<a href="/d/{document.identifier}/">Refunds</a>' in page
    assert "Category, with everything below it" in page
    assert f'action="/settings/projects/{cast.project.slug}/watch"' in page
    assert "You don't watch anything." in desks.editor.get("/settings/watching/").content.decode()


def test_a_watch_is_ended_on_the_page_and_the_page_comes_back(cast: Cast, desks: Desks) -> None:
    document = cast.document("Refunds")
    for place in (document, cast.project):
        watch(actor=cast.viewer, place=place)
    here = {"off": "1", "next": "/settings/watching/"}

    answers = [
        desks.viewer.post(path, here)
        for path in (f"/d/{document.identifier}/watch", f"/settings/projects/{cast.project.slug}/watch")
    ]

    assert [answer["Location"] for answer in answers] == ["/settings/watching/"] * 2
    assert not Watch.objects.exists()


def test_what_one_can_no_longer_read_is_not_listed(cast: Cast, desks: Desks) -> None:
    document, gone = cast.document("Refunds"), cast.document("Gone")
    for place in (document, gone):
        watch(actor=cast.viewer, place=place)
    trash_document(actor=cast.manager, document=gone)

    before = desks.viewer.get("/settings/watching/").content.decode()
    Membership.objects.filter(user=cast.viewer.user).delete()
    after = desks.viewer.get("/settings/watching/").content.decode()

    assert ("Refunds" in before, "Gone" in before) == (True, False)
    assert "Refunds" not in after
