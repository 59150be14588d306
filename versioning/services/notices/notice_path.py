"""The page that a notice leads to."""

from django.urls import reverse

from versioning.models import Notice, NoticeKind
from versioning.models.delivery.notice import OF_WEBHOOKS


def notice_path(notice: Notice) -> str:
    """Return the path of the version or, for drafts, of the document, which leads on to the draft."""
    if notice.kind == NoticeKind.SCHEDULE_FAILED:
        return reverse("desk:schedules")
    if notice.kind == NoticeKind.NEW_DEVICE:
        return reverse("desk:sessions")
    if notice.document is not None and notice.event is not None:
        version = notice.event.version
        if notice.kind in (NoticeKind.WATCHED, NoticeKind.MENTION) and version is not None:
            return reverse("desk:version", args=[notice.document.identifier, version.number])
        return reverse("desk:document", args=[notice.document.identifier])
    if notice.project is None:
        return reverse("desk:jobs")
    if notice.kind in OF_WEBHOOKS:
        return reverse("desk:webhooks", args=[notice.project.slug])
    return reverse("desk:transfer", args=[notice.project.slug, notice.data["id"]])
