"""The page that a notice leads to."""

from django.urls import reverse

from versioning.models import Notice, NoticeKind


def notice_path(notice: Notice) -> str:
    """Return the path of the version or, for drafts, of the document, which leads on to the draft."""
    identifier, version = notice.document.identifier, notice.event.version
    if notice.kind in (NoticeKind.WATCHED, NoticeKind.MENTION) and version is not None:
        return reverse("desk:version", args=[identifier, version.number])
    return reverse("desk:document", args=[identifier])
