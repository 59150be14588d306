import re

from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import stored
from tests.web.conftest import Desks

ADDRESS = "/settings/projects/handbook/"


def test_managers_see_what_is_used_and_by_whom(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.QUOTA_PROJECT_BYTES, settings.QUOTA_PERSON_VERSIONS = 3_000_000_000, 0
    cast.draft()

    page = desks.manager.get(ADDRESS).content.decode()

    assert "Limit for one person" in page
    assert "3.0 GB" in page
    assert "No limit" in page
    assert cast.editor.user.display_name in page


def test_managers_see_what_the_files_take(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.QUOTA_PROJECT_FILE_BYTES, settings.QUOTA_PERSON_FILE_BYTES = 5_000_000, 4_000_000
    stored(cast, b"x" * 2345)

    page = desks.manager.get(ADDRESS).content.decode()

    assert re.search(r"Files</th><td[^>]*>2\.3 kB</td><td[^>]*>5\.0 MB</td><td[^>]*>4\.0 MB<", page)


def test_other_members_do_not(cast: Cast, desks: Desks) -> None:
    assert "Limit for one person" not in desks.publisher.get(ADDRESS).content.decode()
