import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast, new_document
from versioning.models import Language, Workspace
from versioning.models.language import is_right_to_left
from versioning.services.documents.create_document import create_document
from versioning.services.documents.trash_document import trash_document


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("pt-BR", "Brazilian Portuguese"),
        ("de-AT", "German"),
        ("zh-CN", "Simplified Chinese"),
        ("zh-HK", "Traditional Chinese"),
        ("xx", "xx"),
    ],
)
def test_a_language_is_called_what_is_known_of_it(cast: Cast, code: str, name: str) -> None:
    assert str(Language(project=cast.project, code=code)) == name


@pytest.mark.parametrize(("code", "expected"), [("ar", True), ("he", True), ("fa", True), ("en", False), ("xx", False)])
def test_some_are_written_from_right_to_left(code: str, expected: bool) -> None:
    assert is_right_to_left(code) is expected


def test_the_primary_one_is_that_of_the_project(cast: Cast) -> None:
    german = Language.objects.create(project=cast.project, code="de")

    assert [Language.objects.get(code="en").is_primary, german.is_primary] == [True, False]


def test_a_project_has_each_language_once(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Language.objects.create(project=cast.project, code="en")

    assert Language.objects.filter(project=cast.project).count() == 1


def test_those_used_in_a_workspace_have_documents_there(cast: Cast) -> None:
    shelf = Workspace.objects.create(project=cast.project, slug="shelf", name="Shelf", order=1)
    create_document(actor=cast.editor, workspace=shelf, **new_document(title="Hier", language="de"))
    cast.draft(language="fr")
    spanish = create_document(actor=cast.editor, workspace=shelf, **new_document(title="Aquí", language="es"))
    trash_document(actor=cast.manager, document=spanish.document)

    assert [language.code for language in Language.objects.used_in(shelf.pk)] == ["de"]
