"""Keys of a keyboard: `++ctrl+alt+del++` (facelessuser.github.io/pymdown-extensions/extensions/keys)."""

import re

from markdown_it.rules_inline import StateInline

_KEY = r'(?:[a-z0-9][a-z0-9-]{0,30}|"[^"\n+]{1,40}")'
KEYS = re.compile(rf"(?<![\w+])\+\+{_KEY}(?:\+{_KEY}){{0,9}}\+\+(?![\w+])")
# What keyboards have on keys whose names say something else.
_SIGNS = {
    "apostrophe": "'", "asterisk": "*", "backslash": "\\", "backtick": "`", "bar": "|", "colon": ":", "comma": ",",
    "dot": ".", "equal": "=", "exclam": "!", "grave": "`", "hash": "#", "hyphen": "-", "minus": "-", "percent": "%",
    "period": ".", "pipe": "|", "plus": "+", "question": "?", "quote": "'", "semicolon": ";", "slash": "/",
    "tilde": "~", "underscore": "_", "arrow-down": "↓", "arrow-left": "←", "arrow-right": "→", "arrow-up": "↑",
    "down": "↓", "left": "←", "right": "→", "up": "↑", "pg-dn": "Page Down", "pg-up": "Page Up",
}  # fmt: skip


def keys(state: StateInline, silent: bool) -> bool:
    """Read keys. An inline rule."""
    match = KEYS.match(state.src, state.pos) if state.src[state.pos] == "+" else None
    if match is None:
        return False
    if not silent:
        for number, name in enumerate(re.findall(_KEY, match[0])):
            if number:
                state.push("text", "", 0).content = "+"
            state.push("kbd_open", "kbd", 1)
            state.push("text", "", 0).content = _label(name)
            state.push("kbd_close", "kbd", -1)
    state.pos = match.end()
    return True


def _label(name: str) -> str:
    """Return what a keyboard has on the key: `page-up` becomes `Page Up`."""
    if name.startswith('"'):
        return name.strip('"')
    return _SIGNS.get(name) or " ".join(word.capitalize() for word in name.split("-"))
