"""The characters that a database cannot keep in text."""

NUL = "NUL characters"
SURROGATES = "lone surrogates"


def unstorable_in(text: str, *, nul_fits: bool = False) -> str | None:
    """Return the kind of characters that cannot be stored ("NUL characters" or "lone surrogates"), or None.

    PostgreSQL keeps no NUL in text columns, and UTF-8 encodes no lone surrogate. With `nul_fits`, NUL is allowed: the
    bodies of versions are stored as bytes.
    """
    if not nul_fits and "\0" in text:
        return NUL
    try:
        text.encode()
    except UnicodeEncodeError:
        return SURROGATES
    return None
