"""Colours for code: spans with classes that `static/stemma/code.css` styles."""

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from versioning.text.render.allowed_html import CODE_CLASS_PREFIX

# Lexers whose worst known inputs take no more than 40 ns for each pair of characters; by their first alias.
_MEASURED = (
    "apacheconf awk bash batch c clojure cmake common-lisp console cpp csharp css cython d dart diff django docker"
    " elixir elm erlang fortran fsharp go graphql groovy haskell html http ini java javascript json jsx julia kotlin"
    " less lua make matlab mysql nginx nimrod nixos objective-c ocaml perl php plpgsql postgresql powershell properties"
    " protobuf puppet pycon python ruby rust sass scala scheme scss splus sql swift tcl terraform tex toml tsx"
    " typescript vb.net verilog vhdl vim xml yaml zig"
)
LANGUAGES = frozenset(_MEASURED.split())
# Its method signatures make the C# lexer cubic.
WEIGHTS = {"csharp": 20}
BUDGET = 60_000_000
COST_OF_A_CHARACTER = 600
_FORMATTER = HtmlFormatter[str](nowrap=True, classprefix=CODE_CLASS_PREFIX)


class Highlighter:
    """Colours the codes of one document until its budget is spent; lexers take up to quadratic time."""

    def __init__(self) -> None:
        self._left = BUDGET

    def html(self, *, code: str, language: str) -> str:
        """The code as HTML: coloured where the language is known and the budget allows, else only escaped."""
        lexer = _lexer_class(language.lower()) if language else None
        if lexer is None or not self._grants(code=code, language=lexer.aliases[0]):
            return escape(code)
        coloured: str = highlight(code, lexer(stripnl=False, ensurenl=False), _FORMATTER)
        return coloured

    def _grants(self, *, code: str, language: str) -> bool:
        cost = max(len(code), COST_OF_A_CHARACTER) * len(code) * WEIGHTS.get(language, 1)
        if cost > self._left:
            return False
        self._left -= cost
        return True


@lru_cache(maxsize=256)
def _lexer_class(language: str) -> type[Lexer] | None:
    try:
        lexer: type[Lexer] = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    return lexer if lexer.aliases[0] in LANGUAGES else None
