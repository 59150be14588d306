"""Ask before an action: name each row, and show what readers would see change. Afterwards, offer to undo it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from versioning.admin.base import ReadOnlyAdmin, actor_of
from versioning.exceptions import VersioningError
from versioning.models import Actor, Version

# Nobody reads the differences of more rows, and each one has to be computed.
MOST = 50
CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Asked:
    """A row that the question is about.

    `sentence` says what happens to it, and `changes` is safe HTML with what readers would see change. `seen` is what
    the verb must find as it was shown.
    """

    row: Any
    sentence: str
    changes: SafeString
    seen: str


@dataclass(frozen=True)
class Undo:
    """The version whose `action` undoes an action, and what it must find as the action left it."""

    action: str
    version: Version
    seen: str = ""


@dataclass(frozen=True)
class Question:
    """An action that asks first.

    `describe` says what happens to a row, and may raise VersioningError. `verb` does it, if the row is still as it was
    `seen`. It returns what undoes it, or None, and raises VersioningError.
    """

    action: str
    heading: str
    done: str
    describe: Callable[[Any], Asked]
    verb: Callable[[Actor, Any, str], "Undo | None"]


def ask_or_do(
    page: ReadOnlyAdmin, request: HttpRequest, rows: QuerySet[Any], question: Question
) -> TemplateResponse | None:
    """Return the page that asks. If the person confirmed it, do it, and return None for the list."""
    chosen = list(rows[: MOST + 1])
    if len(chosen) > MOST:
        messages.error(request, f"Select {MOST} rows at most: each one is shown before anything changes.")
        return None
    if CONFIRMED in request.POST:
        _do(request, chosen, question)
        return None
    asked = list(_described(request, chosen, question))
    if not asked:
        return None
    context = {
        **page.admin_site.each_context(request),
        "title": question.heading,
        "question": question,
        "asked": asked,
        "opts": page.model._meta,
        "selected_name": ACTION_CHECKBOX_NAME,
        "media": page.media,
    }
    return TemplateResponse(request, "admin/ask.html", context)


def _described(request: HttpRequest, rows: Sequence[Any], question: Question) -> Iterator[Asked]:
    for row in rows:
        # One refused row must not stop the others.
        try:
            yield question.describe(row)
        except VersioningError as refusal:
            messages.error(request, f"{row}: {refusal.message}")


def _do(request: HttpRequest, rows: Sequence[Any], question: Question) -> None:
    count, undone_by = 0, list[Undo]()
    for row in rows:
        # One refused row must not stop the others.
        try:
            undo = question.verb(actor_of(request), row, request.POST.get(f"seen-{row.pk}", ""))
        except VersioningError as refusal:
            messages.warning(request, f"{row}: {refusal.message}")
            continue
        count += 1
        undone_by += [undo] if undo is not None else []
    if count:
        button = _undo_button(request, undone_by) if undone_by else ""
        messages.success(request, format_html("{} {}. {}", count, question.done, button))


def _undo_button(request: HttpRequest, undone_by: Sequence[Undo]) -> SafeString:
    # The rows of one question are undone by the same action.
    fields = [("csrfmiddlewaretoken", get_token(request)), ("action", undone_by[0].action), (CONFIRMED, "yes")]
    for undo in undone_by:
        fields += [(ACTION_CHECKBOX_NAME, str(undo.version.pk)), (f"seen-{undo.version.pk}", undo.seen)]
    inputs = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
    form = '<form method="post" action="{}" class="undo">{}<button type="submit">Undo</button></form>'
    return format_html(form, reverse("admin:versioning_version_changelist"), inputs)
