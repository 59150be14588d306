"""What the front matter of a file says of its document counts in each kind of import, when the document is new."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.services.transfer import test_import_git, test_import_zip
from tests.services.transfer.project_files import breaches
from tests.zips import make_zip
from versioning.models import Document, Language, Presentation
from versioning.services.documents.update_document import update_document

HEAD = "title: Returns\ndescription: How it works\nslug: /shop/back/\nlang: de\nweight: 7\ndraft: true\n"
FORMS = {
    "yaml": f"---\n{HEAD}tags: [shop, money]\n---\n\nText.\n",
    "toml": '+++\ntitle = "Returns"\ndescription = "How it works"\nslug = "back"\ntags = ["shop", "money"]\n'
    'lang = "de"\n'
    "weight = 7\ndraft = true\n+++\n\nText.\n",
    "json": '{"title": "Returns", "description": "How it works", "slug": "back", "tags": "shop, money", "lang": "de",\n'
    '"sidebar_position": 7, "draft": true}\n\nText.\n',
}
Import = Callable[[Cast, Path, str], None]


def from_git(cast: Cast, folder: Path, text: str) -> None:
    repo = Repo(folder / f"{len(text)}.git")
    repo.write("guide/a.md", text)
    repo.commit()
    test_import_git.run(cast, repo)


def from_zip(cast: Cast, folder: Path, text: str) -> None:
    test_import_zip.run(cast, make_zip(folder, {"guide/a.md": text}))


def facts() -> tuple[Any, ...]:
    document = Document.objects.select_related("current").get(kind=Document.Kind.DOCUMENT)
    assert document.current is not None
    tags = Presentation.objects.filter(document=document).values_list("tags", flat=True).first()
    place = (document.slug, document.language, document.order, document.hidden)
    return (document.current.title, document.current.description, *place, tags)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("import_it", [from_git, from_zip])
def test_a_new_document_is_what_its_file_says(cast: Cast, tmp_path: Path, import_it: Import, form: str) -> None:
    import_it(cast, tmp_path, FORMS[form])

    assert facts() == ("Returns", "How it works", "back", "de", 7, True, ["shop", "money"])
    assert Language.objects.filter(project=cast.project, code="de").exists()
    assert breaches() == []


def test_values_of_other_types_are_left_out(cast: Cast, tmp_path: Path) -> None:
    long = "x" * 20_001
    odd = f"tags: {{a: 1}}\nweight: high\ndraft: perhaps\nlang: german\nslug: '/'\ndescription: {long}\n"
    text = f"---\ntitle: Returns\n{odd}---\nText.\n"

    from_git(cast, tmp_path, text)

    title, description, _, language, _, hidden, tags = facts()
    assert (title, description, language, hidden, tags) == ("Returns", "", "en", False, None)


def test_a_later_import_changes_no_place_that_somebody_chose_here(cast: Cast, tmp_path: Path) -> None:
    from_zip(cast, tmp_path, FORMS["yaml"])
    document = Document.objects.get(kind=Document.Kind.DOCUMENT)
    update_document(actor=cast.editor, document=document, changes={"order": 1, "hidden": False})

    from_zip(cast, tmp_path, FORMS["yaml"].replace("Text.", "Other."))

    document.refresh_from_db()
    assert (document.order, document.hidden) == (1, False)
