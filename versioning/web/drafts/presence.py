"""Who has a draft open: a hint for people, kept in the cache and nowhere else.

Each page reports every few seconds that it is open, and is forgotten a minute after its last report. The cache of one
process (`locmem://`) doesn't know the pages of other processes. Set `CACHE_URL` to a cache that they share. Two pages
that report at the same moment may hide each other until the next report.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache

from versioning.models import Draft, User

FORGOTTEN_AFTER = 60
# So that a script that opens pages without end does not fill the cache.
MOST_PAGES = 50


@dataclass(frozen=True)
class Present:
    """`others` are the names of other people. `elsewhere` means that the person has the draft open twice."""

    others: list[str]
    elsewhere: bool


def record_page(*, draft: Draft, user: User, session: str) -> Present:
    """Record that the page `session` is open, and return who else has the draft open."""
    pages = _pages(draft)
    pages[session] = (str(user.pk), user.display_name, time.time())
    _store(draft, pages=pages)
    others = {name for key, (person, name, _) in pages.items() if person != str(user.pk)}
    elsewhere = any(person == str(user.pk) for key, (person, _, _) in pages.items() if key != session)
    return Present(others=sorted(others), elsewhere=elsewhere)


def forget_page(*, draft: Draft, user: User, session: str) -> None:
    """Record that the page `session` was closed."""
    pages = _pages(draft)
    # Nobody can close another person's page.
    if pages.get(session, ("",))[0] == str(user.pk):
        del pages[session]
        _store(draft, pages=pages)


# By session: the person's id, their name and the time of the last report.
Pages = dict[str, tuple[str, str, float]]


def _pages(draft: Draft) -> Pages:
    known: Pages = cache.get(_key(draft)) or {}
    return {key: page for key, page in known.items() if time.time() - page[2] < FORGOTTEN_AFTER}


def _store(draft: Draft, *, pages: Pages) -> None:
    newest = sorted(pages.items(), key=lambda item: item[1][2])[-MOST_PAGES:]
    cache.set(_key(draft), dict(newest), FORGOTTEN_AFTER)


def _key(draft: Draft) -> str:
    return f"presence:{draft.pk}"
