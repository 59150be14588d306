"""The session engine of Django (SESSION_ENGINE), on the rows of BrowserSession."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest
from django.utils import timezone

from versioning.models.access.browser_session import ADDRESS_LENGTH, BROWSER_LENGTH, BrowserSession


class SessionStore(SessionBase):
    """One session. Loading it takes one query, as Django's own engine does.

    `seen_from` sets the address and browser of the request. Commands and tests may leave them empty.
    """

    row: BrowserSession | None = None
    address = browser = ""

    def seen_from(self, *, address: str, browser: str) -> None:
        """Note the address and the User-Agent of this request."""
        self.address = address[:ADDRESS_LENGTH]
        # Neither database stores a NUL character or a lone surrogate in a text.
        self.browser = browser[:BROWSER_LENGTH].replace("\0", "").encode(errors="replace").decode()

    @property
    def is_proven(self) -> bool:
        """Whether the password was entered in the last PASSWORD_AGAIN_MINUTES."""
        self.keys()
        limit = timedelta(minutes=settings.PASSWORD_AGAIN_MINUTES)
        return self.row is not None and timezone.now() - self.row.begun_at <= limit

    def exists(self, session_key: str) -> bool:
        return BrowserSession.objects.filter(key=session_key).exists()

    def load(self) -> dict[str, Any]:
        self.row = BrowserSession.objects.live().filter(key=self.session_key).first()
        if self.row is None:
            # A key that nobody was given must not become the key of a session.
            self._session_key = None
            return {}
        return self.decode(self.row.data)

    def create(self) -> None:
        # With 165 bits of chance, no two keys are alike.
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Store the data. Raises UpdateError if the session has ended meanwhile: a late request must not revive it."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        values = {"user_id": data.get(SESSION_KEY), "data": self.encode(data)}
        if must_create:
            self.row = BrowserSession.objects.create(
                key=self.session_key, address=self.address, browser=self.browser, **values
            )
        elif not BrowserSession.objects.filter(key=self.session_key).update(**values):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            BrowserSession.objects.filter(key=key).delete()

    def record_use(self) -> None:
        """Store that the session was used, if this request loaded it."""
        if self.row is not None and self.session_key is not None:
            self.row.record_use(address=self.address, browser=self.browser)

    @classmethod
    def clear_expired(cls) -> None:
        BrowserSession.objects.expired().delete()


def store_of(request: HttpRequest) -> SessionStore:
    """Return the session of the request."""
    assert isinstance(request.session, SessionStore)  # noqa: S101  SESSION_ENGINE names this module
    return request.session
