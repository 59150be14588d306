import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Language, Verb
from versioning.services.projects.add_language import add_language


def test_a_project_is_given_one_more_language(cast: Cast) -> None:
    with recorded() as events:
        language = add_language(actor=cast.manager, project=cast.project, code="pt-BR")

    assert (language.name, language.is_primary) == ("Brazilian Portuguese", False)
    assert [(event.verb, event.project_id, event.data) for event in events] == [
        (Verb.LANGUAGE_ADDED, cast.project.pk, {"language": "pt-BR"})
    ]


@pytest.mark.parametrize("code", ["", "EN", "english", "en_US", "en-us", "e", "\0", "en-USA"])
def test_refuses_what_is_no_code(cast: Cast, code: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        add_language(actor=cast.manager, project=cast.project, code=code)

    assert refusal.value.field == "language"


def test_refuses_a_language_that_the_project_has(cast: Cast) -> None:
    before = everything_stored()

    with pytest.raises(AlreadyExists) as refusal:
        add_language(actor=cast.manager, project=cast.project, code="en")

    assert refusal.value.data == {"field": "language"}
    assert everything_stored() == before


def test_two_at_once_add_one_language(live_cast: Cast) -> None:
    results = run_together(*[lambda: add_language(actor=live_cast.manager, project=live_cast.project, code="de")] * 4)

    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyExists] * 3
    assert Language.objects.filter(project=live_cast.project, code="de").count() == 1
