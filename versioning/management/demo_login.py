"""The demo's login, kept in a file that only its owner can read: each start shows the same one."""

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
    """`token` is the raw secret of a personal token."""

    password: str
    token: str

    def opens(self, user: User) -> bool:
        """Both still work for this account."""
        token = Token.objects.with_raw(self.token)
        works = token is not None and token.user == user and token.is_usable_at(timezone.now())
        return works and user.check_password(self.password)


def kept_login() -> DemoLogin | None:
    """The login of an earlier start; None where there is none that can be read."""
    try:
        return DemoLogin(**json.loads(_file().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def keep_login(login: DemoLogin) -> None:
    """Replace the file, whole or not at all; from its first moment only the owner can read it (0600)."""
    with NamedTemporaryFile("w", dir=settings.DATA_DIR, prefix="demo_login.", delete=False) as file:
        json.dump(asdict(login), file)
    os.replace(file.name, _file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo_login"
