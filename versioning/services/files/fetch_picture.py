"""Copy a picture of another server into a project."""

from pathlib import PurePosixPath
from time import monotonic
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.models import Actor, File, Project
from versioning.models.limits import NAME_LENGTH
from versioning.ops.outgoing.addresses import AddressRefused
from versioning.ops.outgoing.get import AnswerTooLarge, Page, get
from versioning.ops.outgoing.post import RequestFailed
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import safe_name
from versioning.services.files._steps.media_type import PICTURES, facts_of
from versioning.services.files._steps.received import received
from versioning.services.files._steps.store_received import UploadedFile
from versioning.services.files._steps.upload import upload

SECONDS = 15.0
# The answer is held in memory.
LARGEST = 20_000_000
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"Accept": "image/*", "User-Agent": "Stemma"}
_ENDINGS = {"image/jpeg": ".jpg", "image/svg+xml": ".svg"} | {
    media_type: f".{name.lower()}" for name, media_type in PICTURES.items() if name != "JPEG"
}


def fetch_picture(*, actor: Actor, project: Project, url: str) -> UploadedFile:
    """Read the picture at this URL and store it as `upload_file` does.

    The server connects to public addresses only, and to private ones that `WEBHOOK_ALLOW_PRIVATE` names. It sends no
    cookies. Raises NotAllowed, InvalidValue (url, file), FileTooLarge, QuotaExceeded, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    answer = _read(url)
    with received([answer.body]) as complete:
        facts = facts_of(complete, name="picture")
        if facts.media_type not in _ENDINGS:
            raise InvalidValue(f"{_host(url)} sends no picture at this URL.", field="url")
        name = safe_name(_name(url, ending=_ENDINGS[facts.media_type]))
        return upload(actor, File(project=project, name=name, created_by=actor.user), pieces=complete)


def _read(url: str) -> Page:
    """Return the answer with the picture. Each address of a redirect is checked as the first one was."""
    ends, most = monotonic() + SECONDS, min(LARGEST, settings.MAX_FILE_BYTES)
    answer, left = _answer(url, ends=ends, most=most), MOST_REDIRECTS
    while answer.status in _REDIRECTS and "location" in answer.headers and left:
        url, left = _moved(url, to=answer.headers["location"]), left - 1
        answer = _answer(url, ends=ends, most=most)
    if answer.status != 200:
        message = f"{_host(url)} answers with status {answer.status} instead of the picture."
        raise InvalidValue(message, field="url")
    return answer


def _moved(url: str, *, to: str) -> str:
    """Return the URL of a redirect, which may be nonsense."""
    try:
        return urljoin(url, to)
    except ValueError as error:
        message = f"The picture of {_host(url)} can't be read: it moved to a URL that is not valid."
        raise InvalidValue(message, field="url") from error


def _answer(url: str, *, ends: float, most: int) -> Page:
    try:
        return get(urldefrag(url).url, _HEADERS, seconds=max(0.1, ends - monotonic()), most=most)
    except (AddressRefused, AnswerTooLarge, RequestFailed, ValueError) as error:
        raise InvalidValue(f"The picture of {_host(url)} can't be read: {error}", field="url") from error


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "this URL"
    except ValueError:
        return "this URL"


def _name(url: str, *, ending: str) -> str:
    """Return the name in the URL if it is that of a picture. Others, and long ones, are no names for people."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    is_named = PurePosixPath(name).suffix.lower().replace(".jpeg", ".jpg") == ending
    return name if is_named and len(name) <= NAME_LENGTH else f"picture{ending}"
