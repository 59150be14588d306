"""Keep the demo's login in a file that only its owner can read, so that each start prints the same login."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils import timezone

from versioning.models import Token, User

USERNAME = "demo"


@dataclass(frozen=True)
class DemoLogin:
    """The password and the raw secret of a personal token."""

    password: str
    token: str

    def opens(self, user: User) -> bool:
        """Return whether both still work for this account."""
        token = Token.objects.with_raw(self.token)
        # The person may have changed the password, or revoked the token.
        works = token is not None and token.user == user and token.is_usable_at(timezone.now())
        return works and user.check_password(self.password)


def kept_login() -> DemoLogin | None:
    """Return the login of an earlier start, or None if there is no readable one."""
    try:
        return DemoLogin(**json.loads(_file().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def keep_login(login: DemoLogin) -> None:
    """Replace the file, whole or not at all. Only the owner can ever read it (mode 0600)."""
    # `NamedTemporaryFile` creates the file with mode 0600.
    with NamedTemporaryFile("w", dir=settings.DATA_DIR, prefix="demo_login.", delete=False) as file:
        json.dump(asdict(login), file)
    os.replace(file.name, _file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo_login"
