"""Filters of the documentation's pages."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPAN = re.compile(r"`([^`]+)`")


@register.filter
def with_code(text: str) -> SafeString:
    """Return the text as HTML, with `this` as code and all else escaped."""
    return mark_safe(SPAN.sub(r"<code>\1</code>", escape(text)))  # noqa: S308  escaped first
