"""What the pages of the documentation write in a way of their own."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPAN = re.compile(r"`([^`]+)`")


@register.filter
def with_code(text: str) -> SafeString:
    """`this` as code, all else as text."""
    return mark_safe(SPAN.sub(r"<code>\1</code>", escape(text)))  # noqa: S308  escaped before
