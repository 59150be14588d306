"""`manage.py load_demo`: create a handbook to try Stemma out in, and print the login for it."""

import secrets
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from versioning.management.demo_content import replay_story
from versioning.management.demo_login import USERNAME, DemoLogin, keep_login, kept_login
from versioning.management.demo_story import read_story
from versioning.management.verb_command import VerbCommand
from versioning.models import Actor, Project, Role, Token, User
from versioning.services.access.add_member import add_member
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.create_user import Standing, create_user
from versioning.services.access.system_actor import system_actor

SLUG = "demo"


class Command(VerbCommand):
    help = (
        "Create the project demo, the handbook of Stemma with half a year of history, unless it exists, and print a "
        "login and a token for it. The account demo is a superuser, so that you can open /admin/. Do not use it on a "
        "server that other people can reach."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # If writing the handbook fails, there is no account either.
        with transaction.atomic():
            login = _open_account()
            user = User.objects.get(username=USERNAME)
            if not Project.objects.filter(slug=SLUG).exists():
                _make_project(user)
        self.stdout.write(f"Sign in as {USERNAME} with the password {login.password}")
        self.stdout.write(f"API: send the header   Authorization: Bearer {login.token}")


def _open_account() -> DemoLogin:
    """Return the login of an earlier start if it still works, else a new one."""
    kept, user = kept_login(), User.objects.filter(username=USERNAME).first()
    if kept is not None and user is not None and kept.opens(user):
        return kept
    if user is None:
        password = kept.password if kept is not None else secrets.token_urlsafe(12)
        user = create_user(
            actor=system_actor(), username=USERNAME, name="Demo", password=password, standing=Standing.SUPERUSER
        )
    elif user.is_superuser and user.is_active:
        password = secrets.token_urlsafe(12)
        # Nobody knows the lost password.
        user.set_password(password)
        user.save(update_fields=("password",))
    else:
        raise CommandError(f"The account {USERNAME} was not created by load_demo. Rename it first.")
    token = create_token(actor=Actor(user=user), new=NewToken(kind=Token.Kind.PERSONAL, name="Demo token"))
    login = DemoLogin(password=password, token=token.raw)
    keep_login(login)
    return login


def _make_project(user: User) -> None:
    """Replay the story, and let the demo account manage the project."""
    project = replay_story(story=read_story(ends_at=timezone.now()), slug=SLUG)
    add_member(actor=system_actor(), project=project, user=user, role=Role.MANAGER)
