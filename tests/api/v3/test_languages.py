"""One text in several languages: which of them is meant, and how far its translation has come."""

import json
from typing import Any

import pytest

from tests.api.conftest import Clients, WireFor
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.contract import breaches
from tests.cast import Cast
from tests.races import run_together
from versioning.models import Document, Language

FRENCH = {"title": "Remboursements", "content": "Nouveau.\n"}


@pytest.fixture
def languages(cast: Cast) -> None:
    for code in ("fr", "pt-BR", "ar"):
        Language.objects.create(project=cast.project, code=code)


@pytest.fixture
def text(cast: Cast, languages: None, noun: str) -> Text:
    return make_text(cast, noun)


@pytest.fixture
def article(cast: Cast, languages: None) -> Text:
    return make_text(cast, "articles")


def translate(clients: Clients, text: Text, language: str = "fr", **members: Any) -> Any:
    body = {**FRENCH, **members}
    return clients.editor.patch(f"{text.content}?lang_code={language}", body, format="json")


def publish(clients: Clients, text: Text, number: int, language: str = "en") -> None:
    body = {"project_version_id": text.shelf, "version_number": number}
    answer = clients.publisher.post(f"{text.path}/publish?lang_code={language}", body, format="json")
    assert answer.status_code == 200


def read(clients: Clients, text: Text, **query: str) -> dict[str, Any]:
    data: dict[str, Any] = clients.viewer.get(text.content, query).json()["data"]
    return data


def states(clients: Clients, article: Text) -> dict[str, str]:
    rows = read(clients, article)["available_languages"]
    return {row["lang_code"]: row["translation_status"] for row in rows}


def test_content_for_a_language_begins_the_translation(clients: Clients, text: Text) -> None:
    data = translate(clients, text).json()["data"]

    assert data["id"] == str(text.document.translation_key)
    assert (data["title"], data["content"]) == ("Remboursements", "Nouveau.\n")
    assert (data["version_number"], data["status"], data["is_fallback_content"]) == (1, "draft", False)
    assert data["slug"] == text.document.slug
    kind = "ArticleDetail" if text.noun == "articles" else "CategoryContent"
    assert breaches(data, kind) == []
    assert read(clients, text)["content"] == "Old.\n"


def test_the_language_chooses_the_text(clients: Clients, text: Text) -> None:
    translate(clients, text)
    translate(clients, text, "pt-BR", content="Novo.\n")

    found = {code: read(clients, text, lang_code=code)["content"] for code in ("en", "fr", "pt-BR")}

    assert found == {"en": "Old.\n", "fr": "Nouveau.\n", "pt-BR": "Novo.\n"}
    assert read(clients, text)["content"] == "Old.\n"


@pytest.mark.parametrize("language", ["ar", "de"])
def test_a_language_that_is_not_there_falls_back(clients: Clients, text: Text, language: str) -> None:
    data = read(clients, text, lang_code=language)

    assert (data["is_fallback_content"], data["content"]) == (True, "Old.\n")
    assert data.get("lang_code", "en") == "en"


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("rest", ["versions", "versions/1"])
def test_there_are_no_versions_in_a_language_that_is_not_there(
    clients: Clients, text: Text, rest: str, language: str
) -> None:
    answer = clients.viewer.get(f"{text.path}/{rest}", {"lang_code": language})

    assert answer.status_code == 404


def test_each_language_has_versions_of_its_own(clients: Clients, text: Text) -> None:
    translate(clients, text)
    publish(clients, text, 1, "fr")

    fork = clients.editor.post(f"{text.path}/fork", {"lang_code": "fr"}, format="json").json()["data"]

    assert (fork["version_number"], fork["title"], fork["content"]) == (2, "Remboursements", "Nouveau.\n")
    lists = [clients.viewer.get(f"{text.path}/versions", {"lang_code": code}).json()["data"] for code in ("en", "fr")]
    assert [len(rows) for rows in lists] == [1, 2]
    number = clients.viewer.get(f"{text.path}/versions/2", {"lang_code": "fr"}).json()["data"]["version_number"]
    assert number == 2


def test_a_translation_changes_by_the_same_rules(clients: Clients, text: Text) -> None:
    translate(clients, text)
    publish(clients, text, 1, "fr")

    refused = translate(clients, text, content="Corrigé.\n")
    data = translate(clients, text, content="Corrigé.\n", auto_fork=True).json()["data"]

    assert refused.status_code == 422
    assert (data["version_number"], data["content"], data["public_version"]) == (2, "Corrigé.\n", 1)


def test_a_language_that_the_project_has_not_is_refused(clients: Clients, text: Text) -> None:
    answer = translate(clients, text, "de")

    assert answer.status_code == 422
    assert [(error["code"], error["field"]) for error in answer.json()["errors"]] == [("VALIDATION_ERROR", "lang_code")]
    assert not Document.objects.filter(language="de").exists()


@pytest.mark.parametrize("body", [{}, {"title": None, "content": None}, {"auto_fork": True}])
def test_a_translation_is_not_begun_without_content(clients: Clients, text: Text, body: dict[str, Any]) -> None:
    answer = clients.editor.patch(f"{text.content}?lang_code=fr", body, format="json")

    assert answer.status_code == 404
    assert not Document.objects.filter(language="fr").exists()


@pytest.mark.parametrize(("language", "rtl"), [("fr", False), ("ar", True)])
def test_text_from_right_to_left_is_told(clients: Clients, text: Text, language: str, rtl: bool) -> None:
    data = translate(clients, text, language).json()["data"]

    assert data["enable_rtl"] is rtl


def test_settings_are_those_of_the_language(clients: Clients, text: Text) -> None:
    translate(clients, text)
    path = f"{text.path}/settings"

    changed = clients.editor.patch(f"{path}?lang_code=fr", {"seo_title": "Rembourser"}, format="json")

    found = [clients.viewer.get(path, {"lang_code": code}).json()["data"]["seo_title"] for code in ("en", "fr")]
    assert (changed.status_code, found) == (200, [None, "Rembourser"])


def test_a_translation_that_was_begun_is_in_progress(clients: Clients, article: Text) -> None:
    data = translate(clients, article).json()["data"]

    assert (data["lang_code"], data["translation_option"]) == ("fr", "inProgress")
    assert states(clients, article) == {"en": "none", "fr": "inProgress"}


def test_a_translation_that_is_published_is_translated(clients: Clients, article: Text) -> None:
    translate(clients, article)

    publish(clients, article, 1, "fr")

    assert read(clients, article, lang_code="fr")["translation_option"] == "translated"


def test_a_new_text_of_the_original_needs_a_new_translation(clients: Clients, cast: Cast, article: Text) -> None:
    translate(clients, article)
    publish(clients, article, 1, "fr")

    cast.version(article.document, "Newer.\n")

    assert states(clients, article) == {"en": "none", "fr": "needTranslation"}


def test_a_translation_written_before_the_original_was_changed_is_needed_anew(
    clients: Clients, cast: Cast, article: Text
) -> None:
    translate(clients, article)
    cast.version(article.document, "Newer.\n")

    publish(clients, article, 1, "fr")

    assert states(clients, article) == {"en": "none", "fr": "needTranslation"}


def test_a_translation_is_done_anew(clients: Clients, cast: Cast, article: Text) -> None:
    translate(clients, article)
    publish(clients, article, 1, "fr")
    cast.version(article.document, "Newer.\n")

    begun = translate(clients, article, content="Plus neuf.\n", auto_fork=True, translation_option="inProgress")
    publish(clients, article, 2, "fr")

    assert begun.json()["data"]["translation_option"] == "inProgress"
    assert states(clients, article) == {"en": "none", "fr": "translated"}


@pytest.mark.parametrize("state", ["none", "needTranslation", "translated", "inProgress"])
def test_people_say_how_far_it_has_come(clients: Clients, article: Text, state: str) -> None:
    translate(clients, article)

    data = translate(clients, article, translation_option=state).json()["data"]

    assert data["translation_option"] == state


@pytest.mark.parametrize("state", ["needTranslation", "translated", "inProgress"])
def test_the_original_is_no_translation(clients: Clients, text: Text, state: str) -> None:
    answer = clients.editor.patch(text.content, {"translation_option": state}, format="json")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["translation_option"]


def test_a_shelf_shows_what_a_language_has_and_the_original_of_the_rest(
    clients: Clients, cast: Cast, text: Text
) -> None:
    other = make_text(cast, text.noun, "Other")
    translate(clients, text)
    path = f"/v3/projects/{cast.project.pk}/project-versions/{text.shelf}/{text.noun}"

    rows = clients.viewer.get(path, {"lang_code": "fr"}).json()["data"]

    name = "title" if text.noun == "articles" else "name"
    assert {row["id"]: row[name] for row in rows} == {
        str(text.document.translation_key): "Remboursements",
        str(other.document.translation_key): "Other",
    }


def test_all_languages_go_to_the_trash_together(clients: Clients, text: Text) -> None:
    translate(clients, text)

    answer = clients.manager.delete(text.path)

    assert answer.status_code == 204
    assert not Document.objects.filter(trashed_at=None).exists()


def test_many_who_begin_one_translation_begin_one(wire_for: WireFor, live_cast: Cast) -> None:
    Language.objects.create(project=live_cast.project, code="fr")
    article, wire = make_text(live_cast, "articles"), wire_for(live_cast.editor)

    answers = run_together(
        *[lambda: wire.patch(f"{article.content}?lang_code=fr", json.dumps(FRENCH)) for _ in range(32)]
    )

    assert {answer.status for answer in answers} <= {200, 409, 422}
    assert 200 in {answer.status for answer in answers}
    (french,) = Document.objects.filter(translation_key=article.document.translation_key, language="fr")
    assert french.last_number == 1
