"""The extensions of Markdown that a project chooses, and that the first import finds."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.services.transfer.test_import_git import run
from versioning.exceptions import InvalidValue
from versioning.models import Document, Event, Verb, Version
from versioning.models.project import extensions_of_project
from versioning.services.lookups import find_version
from versioning.services.projects.update_project import update_project
from versioning.services.versions.render_version import render_version

CALLOUT = "> [!tip] Title\n> a\n"
ADMONITION = ":::note Title\na\n:::\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def current() -> Version:
    return find_version(document=Document.objects.get(), reference="current")


def test_a_project_that_chose_nothing_shows_callouts(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", CALLOUT)
    repo.commit()
    run(cast, repo)

    html = render_version(current())

    assert "markdown-alert-tip" in html


def test_the_first_import_turns_on_what_its_texts_use(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", ADMONITION)
    repo.commit()

    run(cast, repo)

    assert "markdown-alert-note" in render_version(current())
    event = Event.objects.get(verb=Verb.PROJECT_UPDATED)
    assert event.data["changes"] == {"markdown_extensions": ["admonitions", "callouts"]}


def test_an_import_leaves_a_choice_as_it_is(cast: Cast, repo: Repo) -> None:
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": []})
    repo.write("a.md", ADMONITION + CALLOUT)
    repo.commit()

    run(cast, repo)

    assert extensions_of_project(cast.project.pk) == frozenset()
    assert "markdown-alert" not in render_version(current())


def test_a_change_of_the_choice_shows_at_once(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", ADMONITION)
    repo.commit()
    run(cast, repo)
    before = render_version(current())

    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": []})

    assert ":::" not in before
    assert ":::" in render_version(current())


@pytest.mark.parametrize("value", ["callouts", ["unknown"], [1], [["callouts"]], {"callouts": True}])
def test_unknown_extensions_are_refused(cast: Cast, value: object) -> None:
    with pytest.raises(InvalidValue) as refused:
        update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": value})

    assert refused.value.data["field"] == "markdown_extensions"
