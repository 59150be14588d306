"""A zip that nobody edited changes nothing, and makes the same project elsewhere."""

import io
import unicodedata
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from hypothesis import given, strategies

from tests.cast import Cast, make_cast
from tests.pictures import picture
from tests.services.transfer.round_trips import round_trip
from tests.zips import make_zip
from versioning.models import Document, Language, Version
from versioning.services.documents.new_document import NewText
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.update_document import update_document
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.export_zip import export_zip
from versioning.services.transfer.import_zip import ZipSummary, import_zip
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.render_version import render_version

BLOCKS = '{"blocks": [ {"type":"paragraph", "data":{"text":"Hi -- there"}}]}\n'


def exported(cast: Cast) -> dict[str, bytes]:
    data = b"".join(export_zip(actor=cast.manager, project=cast.project))
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_in(cast: Cast, folder: Path, files: dict[str, bytes]) -> ZipSummary:
    source = make_zip(folder, files, name=f"{uuid4().hex}.zip")
    return import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda *_: None)


def facts(cast: Cast) -> set[tuple[Any, ...]]:
    """Return what readers see of each document, and its place in the tree."""
    rows = Document.objects.filter(project=cast.project, trashed_at=None).select_related("parent")
    versions = {v.pk: v for v in Version.objects.filter(document__project=cast.project).with_text()}
    groups: dict[Any, list[str]] = {}
    for row in rows:
        groups.setdefault(row.translation_key, []).append(row.title)
    return {
        (
            *(row.kind, row.slug, row.title, row.language, row.order, row.hidden, row.parent and row.parent.slug),
            tuple(sorted(groups[row.translation_key])),
            *((v.text, v.description, v.content_type) if (v := versions.get(row.current_id)) else ()),  # type: ignore[arg-type]
        )
        for row in rows
    }


def fill(cast: Cast) -> None:
    category = cast.document("Guides", "About.\n", kind="category", order=9, slug="index")
    cast.document("Second", "2\n", parent_id=category.pk, order=2)
    cast.document("First", "1\n", parent_id=category.pk, order=1, hidden=True, slug="other-slug")
    cast.document("安装", "说明\n", slug="안내 x", order=-4)
    cast.document("Rich", "<p>A -- b</p>\r\n<!-- x -->", content_type="wysiwyg", description="About it", order=3)
    cast.document("Blocks", BLOCKS, content_type="block", order=3)
    cast.document("Rich folder", "<p>x</p>", content_type="wysiwyg", kind="category")
    Language.objects.get_or_create(project=cast.project, code="de")
    original = cast.document("Hello", "Hello.\n", parent_id=category.pk)
    text = NewText(title="A greeting", body="Hallo.\n")
    draft = translate_document(actor=cast.editor, original=original, language="de", text=text)
    publish_and_promote(actor=cast.publisher, draft=draft)


def test_an_export_that_nobody_edited_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    fill(cast)
    before, count = facts(cast), Version.objects.count()

    summary = read_in(cast, tmp_path, exported(cast))

    assert set(summary.outcomes) <= {Outcome.UNCHANGED}
    assert (facts(cast), Version.objects.count(), summary.refusals) == (before, count, [])


def test_another_project_gets_order_hiding_slugs_translations_and_all_types_of_text(cast: Cast, tmp_path: Path) -> None:
    fill(cast)
    other = make_cast("other")
    Language.objects.get_or_create(project=other.project, code="de")

    summary = read_in(other, tmp_path, exported(cast))

    assert summary.refusals == []
    assert facts(other) == facts(cast)


def test_a_moved_file_moves_its_document_in_all_languages(cast: Cast, tmp_path: Path) -> None:
    fill(cast)
    files = exported(cast)
    path = next(path for path in files if path.endswith("/hello.md"))
    files[f"rich-folder/{Path(path).name}"] = files.pop(path)

    summary = read_in(cast, tmp_path, files)

    assert summary.outcomes[Outcome.MOVED] == 1
    titles = Document.objects.filter(parent__slug="rich-folder").values_list("title", flat=True)
    assert set(titles) == {"Hello", "A greeting"}


def test_a_document_that_was_moved_here_stays_where_it_is(cast: Cast, tmp_path: Path) -> None:
    fill(cast)
    files = exported(cast)
    document, folder = Document.objects.get(title="Second"), Document.objects.get(slug="rich-folder")
    update_document(actor=cast.editor, document=document, changes={"parent_id": folder.pk})

    read_in(cast, tmp_path, files)

    assert Document.objects.get(title="Second").parent == folder


def test_a_renamed_file_without_front_matter_is_the_same_document(cast: Cast, tmp_path: Path) -> None:
    read_in(cast, tmp_path, {"guide/a.md": b"# A\n", "other/b.md": b"# B\n"})

    summary = read_in(cast, tmp_path, {"other/c.md": b"# A\n", "other/b.md": b"# B\n"})

    assert (summary.outcomes[Outcome.MOVED], summary.outcomes[Outcome.CREATED]) == (1, 0)
    document = Document.objects.get(title="A")
    assert document.parent is not None
    assert document.parent.slug == "other"


def test_equal_files_are_not_taken_for_renamed_ones(cast: Cast, tmp_path: Path) -> None:
    read_in(cast, tmp_path, {"a.md": b"# Same\n", "b.md": b"# Same\n"})

    summary = read_in(cast, tmp_path, {"c.md": b"# Same\n"})

    assert summary.outcomes[Outcome.CREATED] == 1


def test_a_folder_around_an_export_moves_nothing(cast: Cast, tmp_path: Path) -> None:
    fill(cast)
    before = facts(cast)

    summary = read_in(cast, tmp_path, {f"export/{path}": data for path, data in exported(cast).items()})

    assert set(summary.outcomes) <= {Outcome.UNCHANGED}
    assert facts(cast) == before


def test_files_of_other_programs_are_no_texts(cast: Cast, tmp_path: Path) -> None:
    summary = read_in(cast, tmp_path, {"a.html": b"<p>x</p>", "b.json": b"{}", "c.html": b"<!-- stemma {} -->\n<p>"})

    assert (summary.passed_over, summary.outcomes[Outcome.CREATED]) == (2, 1)


def test_names_in_both_normalization_forms_are_one(cast: Cast, tmp_path: Path) -> None:
    composed, decomposed = "Größe", unicodedata.normalize("NFD", "Größe")
    red = picture("red")
    text = f"# A\n\n![]({composed}.png)\n".encode()
    read_in(cast, tmp_path, {f"{decomposed}/a.md": text, f"{decomposed}/{decomposed}.png": red})

    again = read_in(cast, tmp_path, {f"{composed}/a.md": text, f"{composed}/{composed}.png": red})

    assert set(again.outcomes) == {Outcome.UNCHANGED}
    version = Version.objects.select_related("document").get(document__title="A")
    assert "/files/" in render_version(version)


@pytest.mark.parametrize(
    "head",
    [
        '---\n# Ours.\ntitle: "Refunds"  # as always\ndescription: Money back\ntags: [a]\n---\n\n',
        "---\r\ntitle: Refunds\r\n---\r\n\r\n",
        '+++\ntitle = "Refunds"\n[params]\na = 1\n+++\n\n',
        '{\n  "title": "Refunds"\n}\n\n',
        "---\n---\n",
    ],
)
def test_front_matter_of_authors_stays_in_the_text_and_gets_one_key(cast: Cast, tmp_path: Path, head: str) -> None:
    files = {"refunds.md": f"{head}Text.\n".encode()}
    read_in(cast, tmp_path, files)

    written = exported(cast)["refunds.md"].decode()
    again = read_in(cast, tmp_path, {"refunds.md": written.encode()})

    lines = written.splitlines(keepends=True)
    assert "".join(line for line in lines if "stemma" not in line) == f"{head}Text.\n"
    assert len(lines) == len(f"{head}Text.\n".splitlines()) + 1
    assert Version.objects.with_text().get().text == f"{head}Text.\n"
    assert set(again.outcomes) == {Outcome.UNCHANGED}


def test_values_that_differ_from_the_front_matter_come_back(cast: Cast, tmp_path: Path) -> None:
    head = "---\ntitle: Old\ndescription: Old words\nlang: de\n---\n"
    cast.document("New\u00a0 title", f"{head}Text.\n", description="Two\nlines", order=4, hidden=True, slug="other")
    other = make_cast("other")

    again = read_in(cast, tmp_path, exported(cast))
    read_in(other, tmp_path, exported(cast))

    assert set(again.outcomes) == {Outcome.UNCHANGED}
    assert facts(other) == facts(cast)


def test_a_title_that_is_changed_in_the_front_matter_of_an_export_is_a_change(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Old", "---\ntitle: Old\nweight: 1\n---\nText.\n")
    written = exported(cast)["old.md"].replace(b"title: Old", b"title: New")

    read_in(cast, tmp_path, {"elsewhere.md": written})

    assert Document.objects.get(pk=document.pk).title == "New"
    assert facts(cast).pop()[-3] == "---\ntitle: New\nweight: 1\n---\nText.\n"


def test_lines_that_a_former_import_kept_beside_the_text_come_back(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "Text.\n", fields={"front_matter": "weight: 1\n"})
    count = Version.objects.count()

    again = read_in(cast, tmp_path, exported(cast))

    assert b"\nweight: 1\n" in exported(cast)["refunds.md"]
    assert (set(again.outcomes), Version.objects.count()) == ({Outcome.UNCHANGED}, count)
    assert Document.objects.get(pk=document.pk).current_id == document.current_id


@pytest.mark.parametrize("description", ["Two\nlines", " spaces ", "\x12", "\u2028", "\r\n", "a: b", "# a", "-->"])
def test_descriptions_come_back_to_the_letter(cast: Cast, tmp_path: Path, description: str) -> None:
    cast.document("Refunds", "Text.\n", description=description)
    cast.document("Rich", "<p>", description=description, content_type="wysiwyg")

    summary = read_in(cast, tmp_path, exported(cast))

    assert (set(summary.outcomes), summary.refusals) == ({Outcome.UNCHANGED}, [])


LINES = strategies.text(strategies.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
TITLES = strategies.text(
    strategies.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30
).filter(str.strip)
# As texts of imported histories have it. It is part of the text.
HEADS = strategies.sampled_from(
    (
        "",
        "---\ntitle: Another\ndocument: 0a0b0c0d\n---\n",
        "---\r\nweight: 4\r\n---\r\n\r\n",
        "+++\na = 1\n+++\n",
        '{"a": 1}\n',
    )
    + ("---\ntitle: A: b\n---\n", "---\n---\n", "\ufeff---\ntags: [x]\n...\n", "---\nstemma: {order: 7}\n---\n")
    + ("---\nstemma: {document: 0a0b0c0d}\n---\n", "---\nlang: de\n# c\n---\n", "+++\na = 1\n\n[b]\nc = 1\n+++\n")
    + ('{\n  "a": 1\n}\n\n', "{}\n")
)
SLUGS = strategies.one_of(
    strategies.just(""), strategies.sampled_from(("index", "안내", "a-b", "Größe", "con", "x" * 250))
)
DOCUMENTS = strategies.lists(
    strategies.fixed_dictionaries(
        {
            "title": TITLES,
            "body": strategies.tuples(HEADS, LINES).map("".join),
            "slug": SLUGS,
            "description": LINES,
            "order": strategies.integers(-5, 5),
            "hidden": strategies.booleans(),
            "is_folder": strategies.booleans(),
            "is_rich": strategies.booleans(),
            "below": strategies.integers(0, 3),
        }
    ),
    min_size=1,
    max_size=5,
)


def make_random(cast: Cast, documents: list[dict[str, Any]]) -> None:
    categories: list[Any] = [None]
    for each in documents:
        values = dict(each)
        is_folder, is_rich = values.pop("is_folder"), values.pop("is_rich")
        parent = categories[values.pop("below") % len(categories)]
        kind = {"kind": "category"} if is_folder else {}
        rich = {"content_type": "wysiwyg"} if is_rich else {}
        document = cast.document(values.pop("title"), values.pop("body"), parent_id=parent, **values, **kind, **rich)
        if is_folder:
            categories.append(document.pk)


@round_trip
@given(documents=DOCUMENTS)
@pytest.mark.django_db
def test_random_projects_come_back_unchanged(tmp_path: Path, documents: list[dict[str, Any]]) -> None:
    cast = make_cast(f"p{uuid4().hex[:12]}")
    make_random(cast, documents)
    before, count = facts(cast), Version.objects.filter(document__project=cast.project).count()

    summary = read_in(cast, tmp_path, exported(cast))

    assert (set(summary.outcomes) <= {Outcome.UNCHANGED}, summary.refusals) == (True, [])
    assert facts(cast) == before
    assert Version.objects.filter(document__project=cast.project).count() == count
