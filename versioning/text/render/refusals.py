"""Why a text could not be rendered as what it claims to be."""


class RenderError(ValueError):
    """The text is not what its content type says; the message names what is wrong and where."""


class TooCostly(Exception):
    """Rendering would take far longer than a text of this size deserves; the caller shows it as plain text."""
