import pytest
from pytest_django.fixtures import Settings

from versioning.checks import file_store_of_several_machines, limits_of_people_within_those_of_projects


def test_a_limit_that_no_person_can_reach_is_warned_of_at_the_start(settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS, settings.QUOTA_PROJECT_DRAFTS = 10, 5
    settings.QUOTA_PERSON_BYTES, settings.QUOTA_PROJECT_BYTES = 10, 0

    warnings = limits_of_people_within_those_of_projects(None)

    assert [(one.id, one.msg) for one in warnings] == [
        ("stemma.W002", "QUOTA_PERSON_DRAFTS is 10, but a whole project may have 5 only.")
    ]


@pytest.mark.parametrize(
    ("hosts", "store", "ids"), [("a,b", "", ["stemma.W003"]), ("a,b", "shared", []), ("a", "", [])]
)
def test_files_in_a_folder_of_one_machine_are_warned_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, hosts: str, store: str, ids: list[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", hosts)
    settings.FILES_STORAGE = (settings.DATA_DIR.resolve() / store / "files").as_uri()

    assert [each.id for each in file_store_of_several_machines(None)] == ids
