"""Errors of rendering."""


class RenderError(ValueError):
    """The text does not have its content type. The message names the reason and the path."""


class TooCostly(Exception):
    """Rendering would take too long for a text of this size. The caller displays it as plain text."""
