from pytest_django.fixtures import Settings

from versioning.checks import limits_of_people_within_those_of_projects


def test_a_limit_that_no_person_can_reach_is_warned_of_at_the_start(settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS, settings.QUOTA_PROJECT_DRAFTS = 10, 5
    settings.QUOTA_PERSON_BYTES, settings.QUOTA_PROJECT_BYTES = 10, 0

    warnings = limits_of_people_within_those_of_projects(None)

    assert [(one.id, one.msg) for one in warnings] == [
        ("stemma.W002", "QUOTA_PERSON_DRAFTS is 10, but a whole project may have 5 only.")
    ]
