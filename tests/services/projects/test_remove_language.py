import pytest

from tests.cast import Cast, new_document
from tests.races import run_together
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import InUse, InvalidValue, NotFound
from versioning.models import Document, Draft, Language, Verb
from versioning.services.documents.create_document import create_document
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.projects.remove_language import remove_language
from versioning.services.projects.update_project import update_project


def _german(cast: Cast) -> Language:
    return Language.objects.get_or_create(project=cast.project, code="de")[0]


def _codes(cast: Cast) -> set[str]:
    return set(Language.objects.filter(project=cast.project).values_list("code", flat=True))


def test_takes_a_language_away(cast: Cast) -> None:
    language = _german(cast)

    with recorded() as events:
        remove_language(actor=cast.manager, language=language)

    assert _codes(cast) == {"en"}
    assert [(event.verb, event.data) for event in events] == [(Verb.LANGUAGE_REMOVED, {"language": "de"})]


def test_refuses_the_primary_one(cast: Cast) -> None:
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        remove_language(actor=cast.manager, language=Language.objects.get(project=cast.project))

    assert refusal.value.field == "language"
    assert everything_stored() == before


def test_takes_the_former_primary_one(cast: Cast) -> None:
    update_project(actor=cast.manager, project=cast.project, changes={"language": "de"})

    remove_language(actor=cast.manager, language=Language.objects.get(project=cast.project, code="en"))

    assert _codes(cast) == {"de"}


def test_refuses_one_that_documents_are_in(cast: Cast) -> None:
    cast.draft(language="de")
    before = everything_stored()

    with pytest.raises(InUse):
        remove_language(actor=cast.manager, language=_german(cast))

    assert everything_stored() == before


def test_documents_in_the_trash_do_not_hold_it_and_bring_it_back(cast: Cast) -> None:
    document = cast.draft(language="de").document
    trash_document(actor=cast.manager, document=document)
    remove_language(actor=cast.manager, language=_german(cast))
    removed = _codes(cast)

    restore_document(actor=cast.manager, document=document)

    assert (removed, _codes(cast)) == ({"en"}, {"en", "de"})


def test_a_category_brings_back_the_languages_of_all_below_it(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    cast.draft(language="de", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)
    remove_language(actor=cast.manager, language=_german(cast))

    restore_document(actor=cast.manager, document=category)

    assert _codes(cast) == {"en", "de"}


def test_a_document_that_is_given_a_language_brings_it_along(cast: Cast) -> None:
    update_document(actor=cast.editor, document=cast.document(), changes={"language": "fr"})

    assert _codes(cast) == {"en", "fr"}


def test_refuses_what_was_removed_meanwhile(cast: Cast) -> None:
    language = _german(cast)
    Language.objects.filter(pk=language.pk).delete()

    with pytest.raises(NotFound):
        remove_language(actor=cast.manager, language=language)


def test_no_document_is_left_in_a_language_that_is_gone(live_cast: Cast) -> None:
    language = _german(live_cast)

    removed, *made = run_together(
        lambda: remove_language(actor=live_cast.manager, language=language),
        *[
            lambda: create_document(
                actor=live_cast.editor, workspace=live_cast.workspace, **new_document(title="Neu", language="de")
            )
        ]
        * 3,
    )

    assert removed is None or isinstance(removed, InUse)
    assert all(isinstance(result, Draft) for result in made)
    assert _codes(live_cast) == {"en", "de"}
    assert Document.objects.filter(language="de").count() == 3
