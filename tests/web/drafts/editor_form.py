"""The plain form of the editor, as a browser sends it."""

from typing import Any

from versioning.models import Draft


def typed(draft: Draft, **values: Any) -> dict[str, Any]:
    """Return what the form sends, with CR LF in text areas, as a browser does."""
    version = draft.version
    base = {"title": version.title, "description": version.description, "body": version.text}
    fields = base | {f"base_{name}": value for name, value in base.items()} | {"revision": draft.revision} | values
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in fields.items()}


def address(draft: Draft) -> str:
    return f"/drafts/{draft.identifier}/"
