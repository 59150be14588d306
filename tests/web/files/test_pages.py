from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.pictures import picture, stored
from versioning.models import Actor, Draft, File, Folder
from versioning.services.files.move_file import move_file
from versioning.services.files.trash_file import trash_file
from versioning.services.folders.create_folder import create_folder


def desk(actor: Actor) -> Any:
    client = Client()
    client.force_login(actor.user)
    return client


def listed(cast: Cast, **query: str) -> list[str]:
    answer = desk(cast.viewer).get("/projects/handbook/files/", query)
    return [file.name for file in answer.context["files"]]


def test_lists_the_files_that_fit_the_filters(cast: Cast) -> None:
    used = stored(cast, picture("red"), name="plan.png")
    stored(cast, b"words", name="words.txt")
    trash_file(actor=cast.editor, file=stored(cast, b"old", name="old.txt"))
    cast.document(body=f"![]({used.url})")

    assert listed(cast) == ["words.txt", "plan.png"]
    assert listed(cast, state="unused") == ["words.txt"]
    assert listed(cast, state="trash") == ["old.txt"]
    assert listed(cast, kind="image/*") == ["plan.png"]
    assert listed(cast, q="PLAN") == ["plan.png"]


def test_uploads_files_into_a_folder_and_says_which_were_refused(cast: Cast, settings: Settings) -> None:
    settings.FILE_MEDIA_TYPES = ["image/*"]
    folder = create_folder(actor=cast.editor, project=cast.project, name="Pictures")
    sent = [SimpleUploadedFile(name, data) for name, data in (("a.png", picture()), ("b.txt", b"words"))]
    client = desk(cast.editor)

    answer = client.post(f"/projects/handbook/files/upload?folder={folder.pk}", {"files": sent}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/projects/handbook/files/?folder={folder.pk}", 303)]
    assert [(file.name, file.folder_id) for file in File.objects.all()] == [("a.png", folder.pk)]
    assert "Uploaded 1 file." in page
    assert "b.txt was not uploaded." in page


def test_shows_where_a_file_is_used(cast: Cast) -> None:
    file = stored(cast, name="<b>.png")
    document = cast.document("Refunds", f"![]({file.url})")

    html = desk(cast.viewer).get(f"/projects/handbook/files/{file.pk}/").content.decode()

    assert f'href="/d/{document.identifier}/versions/1/">Refunds, version 1</a>' in html
    assert "&lt;b&gt;.png" in html
    assert "Move to trash" not in html


def test_a_file_goes_to_the_trash_and_comes_back(cast: Cast) -> None:
    file = stored(cast)
    client = desk(cast.editor)

    client.post(f"/projects/handbook/files/{file.pk}/trash")
    trashed = File.objects.get(pk=file.pk).is_trashed
    client.post(f"/projects/handbook/files/{file.pk}/restore")

    assert trashed
    assert not File.objects.get(pk=file.pk).is_trashed


def test_a_file_in_use_stays_and_the_page_says_why(cast: Cast) -> None:
    file = stored(cast)
    cast.document(body=f"![]({file.url})")

    answer = desk(cast.editor).post(f"/projects/handbook/files/{file.pk}/trash", follow=True)

    assert "Documents use this file." in answer.content.decode()
    assert not File.objects.get(pk=file.pk).is_trashed


def test_a_damaged_cursor_is_refused(cast: Cast) -> None:
    assert desk(cast.viewer).get("/projects/handbook/files/", {"cursor": "x"}).status_code == 422


def test_a_file_is_replaced_everywhere_after_a_preview(cast: Cast) -> None:
    old, new = stored(cast, picture("red"), name="plan.png"), stored(cast, picture("blue"), name="new.png")
    document = cast.document("Refunds", f"![]({old.url})")
    address = f"/projects/handbook/files/{old.pk}/replace"
    client = desk(cast.editor)

    offered = client.get(address).content.decode()
    preview = client.get(address, {"by": str(new.pk)}).content.decode()
    drafts = Draft.objects.count()
    done = client.post(address, {"by": str(new.pk)}).content.decode()

    assert f"?by={new.pk}" in offered
    assert f'<a href="/d/{document.identifier}/">Refunds</a>, from version 1' in preview
    assert drafts == 0
    assert f"/drafts/{Draft.objects.get().identifier}/" in done


def test_the_other_file_can_be_uploaded_on_the_way(cast: Cast) -> None:
    old = stored(cast, name="plan.png", alt_text="The plan")
    address = f"/projects/handbook/files/{old.pk}/replace"

    answer = desk(cast.editor).post(address, {"file": SimpleUploadedFile("new.png", picture("blue"))})

    new = File.objects.get(name="new.png")
    assert (answer.status_code, answer["Location"], new.alt_text) == (303, f"{address}?by={new.pk}", "The plan")


def test_a_file_of_nobody_is_not_chosen(cast: Cast) -> None:
    address = f"/projects/handbook/files/{stored(cast).pk}/replace"

    answers = [desk(cast.editor).get(address, {"by": by}).status_code for by in (str(uuid4()), "x")]
    refused = desk(cast.editor).post(address, {"by": "x"}).status_code

    assert (answers, refused) == ([404, 422], 422)


def test_the_page_says_which_files_take_the_most_room(cast: Cast) -> None:
    for size in range(1, 8):
        stored(cast, b"x" * size * 100, name=f"{size}.txt")

    room = desk(cast.viewer).get("/projects/handbook/files/").context["room"]

    assert room["bytes"] == 2800
    assert [file["name"] for file in room["largest"]] == ["7.txt", "6.txt", "5.txt", "4.txt", "3.txt"]


def test_the_page_gives_sizes_in_the_units_of_the_settings(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PROJECT_FILE_BYTES = 20_000_000_000
    stored(cast, b"x" * 2500)

    page = desk(cast.viewer).get("/projects/handbook/files/").content.decode()

    assert "The files take 2.5 kB of 20.0 GB." in page


def test_a_folder_has_its_own_page_and_a_filter_at_the_top_finds_what_is_in_it(cast: Cast) -> None:
    folder = create_folder(actor=cast.editor, project=cast.project, name="<Pictures>")
    stored(cast, b"top", name="top.txt")
    move_file(actor=cast.editor, file=stored(cast, b"in", name="in.txt"), folder=folder)

    top = desk(cast.viewer).get("/projects/handbook/files/")

    assert "&lt;Pictures&gt;" in top.content.decode()
    assert "Create folder" not in top.content.decode()
    assert [file.name for file in top.context["files"]] == ["top.txt"]
    assert listed(cast, folder=str(folder.pk)) == ["in.txt"]
    assert listed(cast, q="txt") == ["in.txt", "top.txt"]
    assert listed(cast, q="top", folder=str(folder.pk)) == []


def test_an_editor_makes_a_folder_moves_a_file_into_it_and_deletes_it(cast: Cast) -> None:
    client, file = desk(cast.editor), stored(cast)

    made = client.post("/projects/handbook/files/", {"name": "Pictures"})
    folder = Folder.objects.get()
    again = client.post("/projects/handbook/files/", {"name": "Pictures"})
    below = client.post(f"/projects/handbook/files/?folder={folder.pk}", {"name": "Logos"})
    client.post(f"/projects/handbook/files/{file.pk}/move", {"folder": str(folder.pk)})
    page = client.get(f"/projects/handbook/files/{file.pk}/").content.decode()
    moved = File.objects.get(pk=file.pk).folder
    client.post(f"/projects/handbook/files/folders/{folder.pk}/delete")

    assert made["Location"] == f"/projects/handbook/files/?folder={folder.pk}"
    assert (again.status_code, below.status_code, moved) == (422, 303, folder)
    assert "There is a folder named Pictures in this place already." in again.content.decode()
    assert f'href="/projects/handbook/files/?folder={folder.pk}">Pictures</a>' in page
    assert not Folder.objects.exists()
    assert File.objects.get(pk=file.pk).is_trashed


def test_a_folder_that_is_none_is_not_found_and_a_malformed_one_is_refused(cast: Cast) -> None:
    client, unknown = desk(cast.editor), uuid4()
    foreign = create_folder(actor=(other := make_cast("other")).editor, project=other.project, name="A")

    assert client.get("/projects/handbook/files/", {"folder": "x"}).status_code == 422
    assert client.post("/projects/handbook/files/?folder=x", {"name": "A"}).status_code == 422
    for key in (unknown, foreign.pk):
        assert client.get("/projects/handbook/files/", {"folder": str(key)}).status_code == 404
        assert client.post(f"/projects/handbook/files/folders/{key}/delete").status_code == 404
        assert client.post(f"/projects/handbook/files/{stored(cast).pk}/move", {"folder": str(key)}).status_code == 404


def _statements(client: Any, path: str) -> int:
    # The first visit renders the text, which the cache keeps.
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_page_with_twenty_pictures_takes_two_statements_more_at_most(cast: Cast) -> None:
    files = [stored(cast, picture(size=(number + 1, 9)), name=f"{number}.png") for number in range(20)]
    pictures = cast.document("Pictures", "\n\n".join(f"![]({file.url})" for file in files))
    words, client = cast.document("Words", "Words."), desk(cast.viewer)

    more = _statements(client, f"/d/{pictures.identifier}/") - _statements(client, f"/d/{words.identifier}/")

    assert more <= 2
