import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.services.transfer.test_import_zip import counts, run
from tests.zips import make_zip, texts_of
from versioning.exceptions import NotFound
from versioning.models import Actor, Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.projects.create_project import create_project
from versioning.services.transfer.export_zip import export_zip
from versioning.services.transfer.import_zip import import_zip


def exported(cast: Cast, actor: Actor | None = None) -> bytes:
    return b"".join(export_zip(actor=actor or cast.viewer, project=cast.project))


def test_writes_what_readers_see_below_the_folders_of_its_categories(cast: Cast) -> None:
    guides = cast.document("Guides", "", kind="category", slug="guides")
    refunds = cast.document("Refunds", "First.\n", slug="refunds", parent_id=guides.pk, description="When and how")
    cast.version(refunds, "Second.\n")
    cast.draft("Not published yet")
    trash_document(actor=cast.manager, document=cast.document("Trashed"))

    files = texts_of(exported(cast))

    assert files == {
        "guides/index.md": (
            f'---\ntitle: "Guides"\ndocument: "{guides.identifier}"\nversion: 1\n'
            "stemma: {order: 0, path: guides/index.md}\n---\n\n"
        ),
        "guides/refunds.md": (
            f'---\ntitle: "Refunds"\ndescription: "When and how"\ndocument: "{refunds.identifier}"\nversion: 2\n'
            "stemma: {order: 0, path: guides/refunds.md}\n---\n\nSecond.\n"
        ),
    }


def test_writes_rich_text_and_blocks_as_they_are_kept_below_a_line_of_its_own(cast: Cast) -> None:
    cast.document("Rich -->", "<p>Text.</p>", content_type="wysiwyg", slug="rich")
    blocks = cast.document("Blocks", '{"blocks": []}', content_type="block")

    files = texts_of(exported(cast))

    line, _, rest = files["rich.html"].partition("\n")
    assert (line[:16], line.endswith("} -->"), line.count("-->"), rest) == ('<!-- stemma {"ti', True, 1, "<p>Text.</p>")
    parsed = json.loads(files["blocks.json"])
    assert (parsed.pop("stemma")["document"], parsed) == (blocks.identifier, {"blocks": []})


def test_no_two_files_share_a_path_and_none_is_outside(cast: Cast) -> None:
    for slug in ("same", "SAME", "../../etc", "index", "日本"):
        cast.document("Refunds", "Text.\n", slug=slug)

    paths = list(texts_of(exported(cast)))

    assert len({path.lower() for path in paths}) == 5
    assert not any("/" in path or path == "index.md" for path in paths)


def test_comes_back_without_a_change(cast: Cast, tmp_path: Path) -> None:
    guides = cast.document("Guides", "", kind="category")
    cast.document("Refunds", "\nText.\n", parent_id=guides.pk, fields={"a": 1})
    cast.document("Refunds", "---\na: b\n---\n", slug="../odd")
    cast.draft("Never published", kind="category")
    (tmp_path / "a.zip").write_bytes(exported(cast))
    texts = everything_stored()["versioning_version"]

    summary = run(cast, tmp_path / "a.zip")

    assert counts(summary) == {"unchanged": 4}
    assert everything_stored()["versioning_version"] == texts


def test_what_was_edited_elsewhere_comes_back_as_a_version_of_its_document(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "Within 14 days.\n")
    cast.document("Other", "Text.\n")
    files = dict(texts_of(exported(cast)))
    files["moved/elsewhere.md"] = str(files.pop("refunds.md")).replace("14 days", "30 days")

    summary = run(cast, make_zip(tmp_path, files))

    assert summary.outcomes.total() == 3
    assert current_of(document).text == "Within 30 days.\n"
    assert Document.objects.filter(kind="document").count() == 2


def test_comes_into_another_project_as_its_own(cast: Cast, tmp_path: Path) -> None:
    guides = cast.document("Guides", "About.\n", kind="category")
    text = "---\ntags: [a]\n---\nText.\n"
    run(cast, make_zip(tmp_path, {"guides/a.md": text}))
    cast.document("Refunds", "Text.\n", parent_id=guides.pk, language="de")
    (tmp_path / "b.zip").write_bytes(exported(cast))
    other = create_project(actor=system_actor(), slug="other")

    import_zip(actor=system_actor(), project=other, source=tmp_path / "b.zip", report=lambda done, total: None)

    copy = Document.objects.get(project=other, title="Refunds")
    assert (copy.language, [each.title for each in Document.objects.above(copy)]) == ("de", ["Guides"])
    assert current_of(Document.objects.get(project=other, slug="a")).text == text


def test_asks_no_more_often_for_many_documents(cast: Cast) -> None:
    cast.document()
    exported(cast)
    with CaptureQueriesContext(connection) as few:
        exported(cast)
    for _ in range(20):
        cast.document()

    with CaptureQueriesContext(connection) as many:
        exported(cast)

    assert len(many) == len(few)


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        export_zip(actor=cast.stranger, project=cast.project)


@pytest.mark.parametrize(("content_type", "body"), [("block", '{"blocks": []}'), ("wysiwyg", "<p>Text.</p>")])
def test_a_category_of_another_content_type_comes_back_without_a_change(
    cast: Cast, tmp_path: Path, content_type: str, body: str
) -> None:
    cast.document("Guides", body, kind="category", content_type=content_type)
    path = tmp_path / "texts.zip"
    path.write_bytes(exported(cast))

    summary = run(cast, path)

    assert counts(summary) == {"unchanged": 1}


def test_a_copied_file_never_overwrites_the_document_that_it_names(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("A", "First.\n", slug="a")
    text = texts_of(exported(cast))["a.md"]
    files = {"a.md": text, "new-page.md": text.replace("First.", "Something else.")}

    summary = run(cast, make_zip(tmp_path, files))

    assert current_of(document).text == "First.\n"
    assert [refusal.path for refusal in summary.refusals] == ["a.md", "new-page.md"]
