import pytest
from django.test import Client

from tests.cast import make_user
from tests.web.conftest import Desks, signed_in
from versioning.models import Actor, Language, Membership, Project, Role

ADDRESS = "/new-project/"
VALUES = {"name": "Handbook", "slug": "new-handbook", "language": "de"}


@pytest.fixture
def administrator() -> Client:
    return signed_in(Actor(user=make_user("root", is_superuser=True)))


@pytest.mark.django_db
def test_an_administrator_creates_a_project_and_manages_it(administrator: Client) -> None:
    answer = administrator.post(ADDRESS, VALUES)

    project = Project.objects.get(slug="new-handbook")
    assert answer.headers["Location"] == "/?project=new-handbook"
    assert (project.name, project.language) == ("Handbook", "de")
    assert Language.objects.filter(project=project).exists()
    assert Membership.objects.get(project=project).role == Role.MANAGER


@pytest.mark.django_db
def test_a_slug_that_is_taken_is_named_beside_its_field(administrator: Client) -> None:
    administrator.post(ADDRESS, VALUES)

    answer = administrator.post(ADDRESS, VALUES)

    assert answer.status_code == 422
    assert "A project with the slug new-handbook already exists." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "status", "slugs"), [("Fresh & Co", 303, ["fresh-co"]), ("手冊", 422, [])])
def test_a_project_without_a_slug_gets_one_of_its_name(
    administrator: Client, name: str, status: int, slugs: list[str]
) -> None:
    answer = administrator.post(ADDRESS, {**VALUES, "name": name, "slug": ""})

    assert (answer.status_code, list(Project.objects.values_list("slug", flat=True))) == (status, slugs)


def test_the_library_offers_it_to_administrators_alone(desks: Desks, administrator: Client) -> None:
    assert ADDRESS in administrator.get("/").content.decode()
    assert ADDRESS not in desks.manager.get("/").content.decode()
