from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.pictures import picture, stored
from tests.services.transfer.test_import_zip import run
from tests.zips import make_zip
from versioning.models import Document, File, Version
from versioning.services.files.compare_files import FileChange, compare_files
from versioning.services.files.trash_file import trash_file


def versions_of(cast: Cast, *bodies: str) -> list[Version]:
    document = cast.document(body=bodies[0])
    for body in bodies[1:]:
        cast.version(document, body)
    return loaded(document)


def loaded(document: Document) -> list[Version]:
    rows = Version.objects.filter(document=document).with_text().select_related("document")
    return list(rows.order_by("number"))


def picture_of(file: File, alt: str = "Plan") -> str:
    return f"![{alt}]({file.url})\n"


def test_another_file_of_the_same_name_is_a_change_and_other_files_are_added_and_removed(cast: Cast) -> None:
    red, blue = (stored(cast, picture(color), name="plan.png") for color in ("red", "blue"))
    gone, new, same = (stored(cast, name.encode(), name=name) for name in ("gone.txt", "new.txt", "same.txt"))
    base, head = versions_of(
        cast,
        picture_of(red) + f"[a]({gone.url}) [b]({same.url})\n",
        picture_of(blue) + f"[b]({same.url}) [c]({new.url})\n",
    )

    changes = compare_files(base=base, head=head)

    assert changes == (FileChange(red, blue), FileChange(gone, None), FileChange(None, new))


def test_the_same_bytes_under_another_name_are_no_change(cast: Cast) -> None:
    base, head = versions_of(cast, *(picture_of(stored(cast, name=name)) for name in ("a.png", "b.png")))

    assert compare_files(base=base, head=head) == ()


def test_another_picture_of_an_import_is_a_change_although_the_text_is_the_same(cast: Cast, tmp_path: Path) -> None:
    red, blue = picture("red"), picture("blue")
    for data in (red, blue):
        run(cast, make_zip(tmp_path, {"docs/a.md": "![](../img/plan.png)\n", "img/plan.png": data}))
    base, head = loaded(Document.objects.get(kind=Document.Kind.DOCUMENT))

    (change,) = compare_files(base=base, head=head)

    assert base.text == head.text
    assert change.base is not None
    assert change.head is not None
    assert (change.base.digest, change.head.digest) == tuple(
        File.objects.get(project=cast.project, size=len(data), pk=file.pk).digest
        for data, file in ((red, change.base), (blue, change.head))
    )
    assert change.base != change.head


def test_a_file_in_the_trash_does_not_count(cast: Cast) -> None:
    file = stored(cast)
    trash_file(actor=cast.editor, file=file)
    base, head = versions_of(cast, "a\n", picture_of(file))

    assert compare_files(base=base, head=head) == ()


@pytest.mark.parametrize(("body", "statements"), [("Words.\n", 0), ("![](/files/{pk}/a.png)\n", 1)])
def test_texts_without_files_cost_no_statement(cast: Cast, body: str, statements: int) -> None:
    base, head = versions_of(cast, "Other words.\n", body.format(pk=stored(cast).pk))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        compare_files(base=base, head=head)

    assert len(queries) == statements
