"""Alternative texts of pictures and attachments of documents, which an exported zip has in a file of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.ops.files.conftest import use_store
from tests.ops.files.test_stores import DOWN
from tests.pictures import picture, stored
from tests.services.transfer.test_import_zip import counts, run
from tests.services.transfer.test_zip_files import unpacked
from tests.zips import make_zip
from versioning.models import Attachment, Document, Event, File, Version
from versioning.models.files.attachment import MOST_ATTACHMENTS
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.ops.files.store import StoreUnavailable
from versioning.services.documents.attach_file import LinkedFile, attach_file
from versioning.services.documents.detach_file import detach_file
from versioning.services.files.describe_file import describe_file
from versioning.services.transfer._zip.manifest import LARGEST, NAME, ZipAttachment, ZipManifest

LINK = LinkedFile("https://forms.example/refund.pdf", "Form", size="12 kB", file_type="application/pdf")


def _filled(cast: Cast) -> Document:
    """Return a document with a picture that is described, an attached file, an attached Markdown file and a link."""
    plan = stored(cast, picture("red"), name="plan.png", alt_text="The plan of the house")
    document = cast.document("Refunds", f"![]({plan.url})\n")
    for data, name in ((b"%PDF", "form.pdf"), (b"# Notes\n", "notes.md")):
        file = stored(cast, data, name=name)
        attach_file(actor=cast.editor, document=document, file=file, name=f"Our {name}")
    attach_file(actor=cast.editor, document=document, file=LINK)
    return document


def _attached(document: Document) -> list[tuple[str, str, str, str, str]]:
    rows = document.attachments.select_related("file").order_by("pk")
    return [
        (row.name, row.address, row.size, row.file_type, "" if row.file is None else row.file.digest) for row in rows
    ]


def _state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Document, Version, File, Attachment, Event))


def _with(files: dict[str, bytes], manifest: Any) -> dict[str, str | bytes]:
    text = manifest if isinstance(manifest, str) else json.dumps(manifest)
    return {**{path: data for path, data in files.items() if path != NAME}, NAME: text}


def test_another_project_gets_alternative_texts_and_attachments(cast: Cast, tmp_path: Path) -> None:
    document, other = _filled(cast), make_cast("elsewhere")

    summary = run(other, make_zip(tmp_path, unpacked(cast)))

    assert (summary.refusals, summary.skipped) == ([], [])
    (copy,) = other.project.documents.all()
    assert _attached(copy) == _attached(document)
    assert File.objects.get(project=other.project, name="plan.png").alt_text == "The plan of the house"
    assert File.objects.named_like("house").filter(project=other.project).exists()


@pytest.mark.parametrize("slug", ["handbook", "elsewhere"])
def test_the_same_zip_again_writes_nothing(cast: Cast, tmp_path: Path, slug: str) -> None:
    _filled(cast)
    source, target = make_zip(tmp_path, unpacked(cast)), cast if slug == "handbook" else make_cast(slug)
    run(target, source)
    before = _state()

    summary = run(target, source)

    assert set(counts(summary)) == {"unchanged"}
    assert _state() == before


def test_an_export_of_the_copy_says_the_same(cast: Cast, tmp_path: Path) -> None:
    _filled(cast)
    other = make_cast("elsewhere")
    run(other, make_zip(tmp_path, unpacked(cast)))

    first, second = (json.loads(unpacked(each)[NAME]) for each in (cast, other))

    names = [[[each["name"] for each in listed] for listed in said["attachments"].values()] for said in (first, second)]
    assert names[0] == names[1] == [["Our form.pdf", "Our notes.md", "Form"]]
    assert list(first["alt_texts"].values()) == list(second["alt_texts"].values()) == ["The plan of the house"]


def test_what_was_changed_here_since_the_export_stays(cast: Cast, tmp_path: Path) -> None:
    document = _filled(cast)
    source = make_zip(tmp_path, unpacked(cast))
    describe_file(actor=cast.editor, file=File.objects.get(name="plan.png"), alt_text="Another plan")
    detach_file(actor=cast.editor, attachment=document.attachments.get(name="Form"))

    run(cast, source)

    assert File.objects.get(name="plan.png").alt_text == "Another plan"
    assert not document.attachments.filter(name="Form").exists()


def test_an_attachment_that_is_new_in_the_export_comes_with_the_next_import(cast: Cast, tmp_path: Path) -> None:
    document, other = _filled(cast), make_cast("elsewhere")
    run(other, make_zip(tmp_path, unpacked(cast)))
    attach_file(actor=cast.editor, document=document, file=stored(cast, b"more", name="more.txt"))

    run(other, make_zip(tmp_path, unpacked(cast)))

    (copy,) = other.project.documents.all()
    assert [name for name, *_ in _attached(copy)] == ["Our form.pdf", "Our notes.md", "Form", "more.txt"]


def test_an_import_that_the_file_store_stopped_attaches_all_when_it_goes_on(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    document, other = cast.document("Refunds", "Text\n"), make_cast("elsewhere")
    attach_file(actor=cast.editor, document=document, file=stored(cast, b"%PDF", name="form.pdf"))
    files, storages = unpacked(cast), settings.STORAGES
    # As if the document had been deleted in the project of the zip.
    said = {**json.loads(files[NAME]), "project": str(other.project.pk)}
    source = make_zip(tmp_path, _with(files, said))
    use_store(settings, DOWN)
    with pytest.raises(StoreUnavailable):
        run(other, source)
    settings.STORAGES = storages

    run(other, source)

    (copy,) = other.project.documents.all()
    assert _attached(copy) == _attached(document)


def test_documents_of_each_type_keep_their_attachments(cast: Cast, tmp_path: Path) -> None:
    bodies = {"wysiwyg": "<p>Text</p>", "block": '{"blocks": []}', "markdown": "Text\n"}
    for content_type, body in bodies.items():
        document = cast.document(content_type, body, content_type=content_type)
        attach_file(actor=cast.editor, document=document, file=stored(cast, body.encode(), name=f"{content_type}.txt"))
    folder = cast.document("Folder", "Text\n", kind="category")
    attach_file(actor=cast.editor, document=folder, file=LINK)
    other = make_cast("elsewhere")

    summary = run(other, make_zip(tmp_path, unpacked(cast)))

    assert summary.refusals == []
    assert {each.title: [name for name, *_ in _attached(each)] for each in other.project.documents.all()} == {
        **{content_type: [f"{content_type}.txt"] for content_type in bodies},
        "Folder": ["Form"],
    }


def test_a_zip_without_either_has_no_such_file(cast: Cast) -> None:
    cast.document()

    assert NAME not in unpacked(cast)


# Each of these lists takes 22 times its bytes in memory if it is built.
LISTS = f"[{','.join(['[]'] * 10_000)}]"


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[",
        "[" * 100_000,
        "\x00",
        f'{{"alt_texts": {{"a": {LISTS}}}}}',
        f'{{"attachments": {{"0123abcd": {LISTS}}}}}',
        '{"project": 7}',
        f'{{"project": "{"x" * LARGEST}"}}',
    ],
)
def test_a_broken_manifest_is_named_and_the_texts_are_imported(cast: Cast, tmp_path: Path, manifest: str) -> None:
    _filled(cast)
    other = make_cast("elsewhere")

    summary = run(other, make_zip(tmp_path, _with(unpacked(cast), manifest)))

    assert [each.path for each in summary.refusals] == [NAME]
    assert counts(summary)["created"] == 1


@pytest.mark.parametrize(
    "attachment",
    [
        7,
        {"name": "a"},
        {"name": "a", "path": "../../etc/passwd"},
        {"name": "a", "path": "gone.pdf"},
        {"name": "a", "path": "x", "address": "https://a.example/"},
        {"name": "a\0", "address": "https://a.example/"},
    ],
)
def test_an_attachment_that_cannot_be_is_left_out(cast: Cast, tmp_path: Path, attachment: Any) -> None:
    document, other = _filled(cast), make_cast("elsewhere")
    said = {"alt_texts": {"a": 1, "b": "x" * 2000}, "attachments": {document.identifier: [attachment], "no": 3}}

    summary = run(other, make_zip(tmp_path, _with(unpacked(cast), said)))

    assert counts(summary)["created"] == 1
    assert not Attachment.objects.filter(document__project=other.project).exists()


def test_an_address_that_browsers_would_run_is_refused_by_name(cast: Cast, tmp_path: Path) -> None:
    document, other = _filled(cast), make_cast("elsewhere")
    said = {"attachments": {document.identifier: [{"name": "Click", "address": "javascript:alert(1)"}]}}

    summary = run(other, make_zip(tmp_path, _with(unpacked(cast), said)))

    assert [each.path for each in summary.refusals] == ["Click"]
    assert not Attachment.objects.filter(document__project=other.project).exists()


def test_one_refusal_names_a_list_that_is_too_long(cast: Cast, tmp_path: Path) -> None:
    document, other = _filled(cast), make_cast("elsewhere")
    links = [{"name": f"{number}", "address": f"https://a.example/{number}"} for number in range(MOST_ATTACHMENTS + 50)]
    said = {"attachments": {document.identifier: links}}

    summary = run(other, make_zip(tmp_path, _with(unpacked(cast), said)))

    assert [(each.path, each.reason) for each in summary.refusals] == [
        ("100", "A document can have 100 attachments at most.")
    ]
    assert Attachment.objects.filter(document__project=other.project).count() == MOST_ATTACHMENTS


def test_an_import_names_that_the_export_had_no_room_for_all(cast: Cast, tmp_path: Path) -> None:
    _filled(cast)
    other, files = make_cast("elsewhere"), unpacked(cast)
    said = ZipManifest(alt_texts={f"{number}.png": "x" * ALT_TEXT_LENGTH for number in range(5000)})

    summary = run(other, make_zip(tmp_path, {**files, NAME: said.written()}))

    (refusal,) = summary.refusals
    assert refusal.path == NAME
    assert refusal.reason.startswith("The export had no room for 1,0")


def test_a_manifest_has_the_attachments_if_there_is_no_room_for_all() -> None:
    listed = [ZipAttachment("a", address="https://a.example/")]
    said = ZipManifest(
        alt_texts={f"{number}.png": '"' * ALT_TEXT_LENGTH for number in range(5000)}, attachments={"0123abcd": listed}
    )

    data = said.written()

    assert LARGEST - 5000 < len(data) <= LARGEST
    assert json.loads(data)["attachments"] == {"0123abcd": [{"name": "a", "address": "https://a.example/"}]}
