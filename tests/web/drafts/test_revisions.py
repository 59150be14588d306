import re
from typing import Any

from django.test import Client

from tests.cast import TEXT, Cast
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from versioning.models import Blob, Draft, Event

BLOCKS = '{"blocks": [{"type": "paragraph", "data": {"text": "Kept."}}]}'


def saved_over(cast: Cast, *, body: str = "Mine, replaced.\n") -> Draft:
    """Return a draft with this text at revision 2, replaced at revision 3."""
    draft = cast.save(cast.draft(), body=body)
    return cast.save(draft, body="Theirs.\n")


def address(draft: Draft, *, back: int = 0) -> str:
    """Return the URL of the text that the last save replaced, or an earlier one."""
    return f"/drafts/{draft.identifier}/revisions/{Event.objects.saves_of(draft)[back].pk}/"


def text_of(draft: Draft) -> str:
    return Draft.objects.select_related("version__body").get(pk=draft.pk).version.text


def put_back(client: Client, draft: Draft, *, seen: int) -> Any:
    return client.post(address(draft), {"revision": seen})


def test_lists_what_saves_replaced_and_by_whom(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    page = desks.viewer.get(f"/drafts/{draft.identifier}/revisions/").content.decode()

    assert f'<a href="{address(draft)}">revision 2</a>' in page
    assert f'<a href="{address(draft, back=1)}">revision 1</a>' in page
    assert cast.editor.user.display_name in page


def test_a_draft_that_nobody_saved_has_none(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    page = desks.editor.get(f"/drafts/{draft.identifier}/revisions/").content.decode()

    assert "No saved revisions yet." in page


def test_the_list_says_what_each_save_replaced(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.save(cast.draft(), title="Returns"), body="New.", description="For all.")

    page = desks.editor.get(f"/drafts/{draft.identifier}/revisions/").content.decode()

    assert re.findall(r"revision (\d)</a></th>\s*<td>(.*?)</td>", page) == [("2", "text, description"), ("1", "title")]


def test_a_save_that_replaced_nothing_of_it_is_not_listed(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.draft(), name="Q2", title="Refunds")

    page = desks.editor.get(f"/drafts/{draft.identifier}/revisions/").content.decode()

    assert "revision 1" not in page


def test_a_revision_has_the_title_and_the_description_of_its_time(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.save(cast.draft(), title="Returns", description="For all."), body="New.")
    draft = cast.save(cast.save(draft, title="Money back"), description="For members.")

    page = desks.editor.get(address(draft, back=2)).content.decode()
    answer = desks.editor.post(address(draft, back=2), {"revision": 5})

    version = Draft.objects.select_related("version__body").get(pk=draft.pk).version
    assert "<del>Money back</del>" in page
    assert "<ins>Returns</ins>" in page
    assert answer.status_code == 303
    assert (version.title, version.description, version.text) == ("Returns", "For all.", TEXT)


def test_what_was_purged_is_not_listed(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)
    Blob.objects.unreferenced().delete()

    page = desks.editor.get(f"/drafts/{draft.identifier}/revisions/").content.decode()

    assert "/revisions/" not in page.partition("<main")[2]


def test_what_was_purged_is_not_here(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)
    Blob.objects.unreferenced().delete()

    answer = desks.editor.get(address(draft))

    assert answer.status_code == 404


def test_goes_on_from_page_to_page(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)
    newest = Event.objects.saves_of(draft)[0].pk

    page = desks.editor.get(f"/drafts/{draft.identifier}/revisions/?before={newest}").content.decode()

    assert address(draft, back=1) in page
    assert address(draft) not in page


def test_shows_the_text_and_what_putting_it_back_would_change(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)
    before = everything_stored()

    page = desks.editor.get(address(draft)).content.decode()

    assert "<p>Mine, replaced.</p>" in page
    assert "<del>Theirs" in page
    assert "Restore this revision" in page
    assert everything_stored() == before


def test_puts_it_back_and_keeps_what_that_replaces(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    answer = put_back(desks.editor, draft, seen=3)

    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/")
    assert text_of(draft) == "Mine, replaced.\n"
    assert "<p>Theirs.</p>" in desks.editor.get(address(draft)).content.decode()


def test_puts_nothing_back_over_a_save_that_one_did_not_see(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    answer = put_back(desks.editor, draft, seen=2)

    assert answer.status_code == 409
    assert "Nothing was restored" in answer.content.decode()
    assert text_of(draft) == "Theirs.\n"


def test_puts_nothing_back_unseen(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    answer = desks.editor.post(address(draft))

    assert answer.status_code == 422
    assert text_of(draft) == "Theirs.\n"


def test_who_may_not_save_is_told_why(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    page = desks.viewer.get(address(draft)).content.decode()

    assert "You need the editor role to save drafts. Your role is viewer." in page


def test_who_may_not_save_puts_nothing_back(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    answer = put_back(desks.viewer, draft, seen=3)

    assert answer.status_code == 403
    assert text_of(draft) == "Theirs.\n"


def test_a_save_of_another_draft_is_not_here(cast: Cast, desks: Desks) -> None:
    draft, other = saved_over(cast), saved_over(cast)
    foreign = Event.objects.saves_of(other)[0].pk

    answer = desks.editor.get(f"/drafts/{draft.identifier}/revisions/{foreign}/")

    assert answer.status_code == 404


def test_strangers_learn_nothing(cast: Cast, desks: Desks) -> None:
    draft = saved_over(cast)

    answer = desks.stranger.get(address(draft))

    assert answer.status_code == 404


def test_a_text_from_before_it_was_blocks_comes_back_as_markdown(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.draft(), body=BLOCKS, content_type="block")

    page = desks.editor.get(address(draft))
    put_back(desks.editor, draft, seen=2)

    assert page.status_code == 200
    assert text_of(draft) == TEXT
    assert Draft.objects.select_related("version").get(pk=draft.pk).version.content_type == "markdown"


def test_an_address_that_no_save_can_have_is_not_here(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = desks.editor.get(f"/drafts/{draft.identifier}/revisions/{10**30}/")

    assert answer.status_code == 404
