"""What the pages of the desk say again and again, each said in one way: a status, a time, a person, a button."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from versioning.models import User, Version
from versioning.policies import Decision
from versioning.web.toasts import Undo

register = template.Library()

# Told by shape, so that colour is never needed; `current` and `outdated` come before what the status says.
SHAPES = {
    "current": '<circle cx="8" cy="8" r="7" class="halo"/><circle cx="8" cy="8" r="4"/>',
    "published": '<circle cx="8" cy="8" r="5"/>',
    "draft": '<circle cx="8" cy="8" r="4.5" class="ring"/>',
    "outdated": '<path d="M11.2 4.8 A4.5 4.5 0 1 0 12.5 8" class="ring"/>',
    "archived": '<circle cx="8" cy="8" r="4.5" class="ring"/><path d="M4.5 11.5 L11.5 4.5" class="ring"/>',
    "discarded": '<path d="M4.5 4.5 L11.5 11.5 M4.5 11.5 L11.5 4.5" class="ring"/>',
}


def state_of(version: Version) -> str:
    """One word; the version comes with its document, a draft with its draft too."""
    if version.is_current:
        return "current"
    if version.outdated:
        return "outdated"
    return "discarded" if version.is_discarded else version.status


@register.simple_tag
def status_mark(version: Version) -> SafeString:
    """Shape and word."""
    return mark_of(state_of(version))


@register.filter
def state(version: Version) -> str:
    """As `state_of`."""
    return state_of(version)


@register.simple_tag
def shape_of(state: str) -> SafeString:
    """The shape alone, 16 by 16, for a picture that says the word elsewhere."""
    return mark_safe(SHAPES[state])  # noqa: S308  ours, from the table above


@register.simple_tag
def mark_of(state: str) -> SafeString:
    return format_html(
        '<span class="mark mark-{}"><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</span>',
        state,
        mark_safe(SHAPES[state]),  # noqa: S308  ours, from the table above
        state,
    )


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """How long ago, in its largest unit; the exact time is in the title."""
    if moment is None:
        return mark_safe("never")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{moment:%-d %B %Y, %H:%M:%S} UTC",
        ago(moment),
    )


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, where no markup can stand."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, depth=1)} ago".replace("\xa0", " ")


@register.filter
def person(user: User | None) -> str:
    """The name that people know."""
    return "somebody" if user is None else user.display_name


@register.inclusion_tag("desk/parts/verb_button.html", takes_context=True)
def verb_button(
    context: Context, label: str, url: str, may: Decision | None = None, kind: str = "quiet", **fields: Any
) -> dict[str, Any]:
    """A form of one button that POSTs `fields`. Where it may not be pressed, the reason stands beside it."""
    return {
        "csrf_token": context.get("csrf_token"),
        "label": label,
        "url": url,
        "reason": "" if may is None or may.allowed else may.reason,
        "kind": kind,
        "fields": fields,
    }


@register.inclusion_tag("desk/parts/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """What was told by `web.toasts.toast`, and refusals."""
    request = context.get("request")
    told = [] if request is None else list(get_messages(request))
    return {
        "csrf_token": context.get("csrf_token"),
        "toasts": [
            {"text": message.message, "kind": message.level_tag, "undo": Undo.unpacked(message.extra_tags)}
            for message in told
        ],
    }
