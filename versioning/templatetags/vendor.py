"""Files of other projects, which `make assets` builds into static/vendor/."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()


@register.simple_tag
def vendor(name: str) -> str:
    """Return the address of a file in static/vendor/, or "" if it was not collected.

    The folder is not in git. It is missing if npm's registry could not be reached, and every page works without it.
    `{% static %}` would raise ValueError.
    """
    try:
        return staticfiles_storage.url(f"vendor/{name}")
    except ValueError:
        return ""
