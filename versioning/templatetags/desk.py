"""Tags and filters that the desk's pages share: a status, a time, a person, a button."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from versioning.models import File, User, Version
from versioning.models.files.picture_width import preview_of
from versioning.models.quotas.usage import in_words
from versioning.policies import Decision
from versioning.web.toasts import Undo

register = template.Library()

# Every state has a shape of its own, so that color alone never carries the meaning.
SHAPES = {
    "current": '<circle cx="8" cy="8" r="7" class="halo"/><circle cx="8" cy="8" r="4"/>',
    "published": '<circle cx="8" cy="8" r="5"/>',
    "draft": '<circle cx="8" cy="8" r="4.5" class="ring"/>',
    "outdated": '<path d="M11.2 4.8 A4.5 4.5 0 1 0 12.5 8" class="ring"/>',
    "archived": '<circle cx="8" cy="8" r="4.5" class="ring"/><path d="M4.5 11.5 L11.5 4.5" class="ring"/>',
    "discarded": '<path d="M4.5 4.5 L11.5 11.5 M4.5 11.5 L11.5 4.5" class="ring"/>',
}


def state_of(version: Version) -> str:
    """Return the version's state in one word. The version's document must be loaded, and its draft if it has one."""
    # `current` and `outdated` say more than the stored status, so they are tested first.
    if version.is_current:
        return "current"
    if version.outdated:
        return "outdated"
    return "discarded" if version.is_discarded else version.status


@register.simple_tag
def status_mark(version: Version) -> SafeString:
    """Return the shape and the word of the version's state."""
    return mark_of(state_of(version))


@register.filter
def state(version: Version) -> str:
    """Return the version's state, as `state_of` does."""
    return state_of(version)


@register.simple_tag
def shape_of(state: str) -> SafeString:
    """Return the shape alone, 16 by 16 pixels, for an SVG that shows the word elsewhere."""
    return mark_safe(SHAPES[state])  # noqa: S308  a constant of this module


@register.simple_tag
def mark_of(state: str) -> SafeString:
    """Return the shape and the word of a state."""
    return format_html(
        '<span class="mark mark-{}"><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</span>',
        state,
        mark_safe(SHAPES[state]),  # noqa: S308  a constant of this module
        state,
    )


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """Return how long ago the moment was, in its largest unit. The exact time is in the title."""
    if moment is None:
        return mark_safe("never")
    # The title is in UTC: the server does not know the reader's time zone.
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{moment:%B %-d, %Y, %H:%M:%S} UTC",
        ago(moment),
    )


@register.filter
def ago(moment: datetime) -> str:
    """Return how long ago the moment was, as plain text, for places that take no markup."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    # Django joins number and unit with a no-break space, which SVG text shows as a wide gap.
    return f"{timesince(moment, depth=1)} ago".replace("\xa0", " ")


@register.filter
def file_size(number: int) -> str:
    """Return the number of bytes as people read it, with the same units on all pages."""
    return in_words("bytes", number)


@register.filter
def preview(file: File) -> str:
    """Return the address of a picture for a list of pictures."""
    return preview_of(file)


@register.filter
def person(user: User | None) -> str:
    """Return the person's display name."""
    return "somebody" if user is None else user.display_name


@register.inclusion_tag("desk/parts/verb_button.html", takes_context=True)
def verb_button(
    context: Context,
    label: str,
    url: str,
    may: Decision | None = None,
    kind: str = "quiet",
    of: str = "",
    **fields: Any,
) -> dict[str, Any]:
    """Render a form with one button that POSTs `fields`. A disabled button shows the reason beside it.

    `of` names the row of a list, for those who hear the label alone.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "label": label,
        "of": of,
        "url": url,
        "reason": "" if may is None or may.allowed else may.reason,
        "kind": kind,
        "fields": fields,
    }


@register.inclusion_tag("desk/parts/verb_button.html", takes_context=True)
def fork_button(
    context: Context, version: Version, url: str, may: Decision | None = None, kind: str = "quiet"
) -> dict[str, Any]:
    """Render the button that starts a draft from a version that is not current."""
    return verb_button(context, f"Fork from version {version.number}", url, may=may, kind=kind, source=version.number)


@register.inclusion_tag("desk/parts/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """Render the messages of `web.toasts.toast`, and refusals."""
    request = context.get("request")
    # Django renders its error pages without a request, and base.html is the base of those too.
    queued = [] if request is None else list(get_messages(request))
    return {
        "csrf_token": context.get("csrf_token"),
        "toasts": [
            {"text": message.message, "kind": message.level_tag, "undo": Undo.unpacked(message.extra_tags)}
            for message in queued
        ],
    }
