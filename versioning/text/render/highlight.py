"""Highlight code with spans, whose classes the desk's style sheet for code colors."""

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from versioning.text.render.allowed_html import CODE_CLASS_PREFIX

# Lexers by their first alias. Their worst known inputs take at most 40 ns for each pair of characters.
_MEASURED = (
    "apacheconf awk bash batch c clojure cmake common-lisp console cpp csharp css cython d dart diff django docker"
    " elixir elm erlang fortran fsharp go graphql groovy haskell html http ini java javascript json jsx julia kotlin"
    " less lua make matlab mysql nginx nimrod nixos objective-c ocaml perl php plpgsql postgresql powershell properties"
    " protobuf puppet pycon python ruby rust sass scala scheme scss splus sql swift tcl terraform tex toml tsx"
    " typescript vb.net verilog vhdl vim xml yaml zig"
)
LANGUAGES = frozenset(_MEASURED.split())
# The C# lexer takes cubic time on method signatures.
WEIGHTS = {"csharp": 20}
# Pairs of characters, because lexers take up to quadratic time.
BUDGET = 60_000_000
COST_OF_A_CHARACTER = 600
_FORMATTER = HtmlFormatter[str](nowrap=True, classprefix=CODE_CLASS_PREFIX)


class Highlighter:
    """Highlight the code of one document until its budget is spent."""

    def __init__(self) -> None:
        self._left = BUDGET

    def html(self, *, code: str, language: str) -> str:
        """Return the code as HTML. It is only escaped if the language is unknown or the budget is too small."""
        lexer = _lexer_class(language.lower()) if language else None
        if lexer is None or not self._spend(code=code, language=lexer.aliases[0]):
            return escape(code)
        highlighted: str = highlight(code, lexer(stripnl=False, ensurenl=False), _FORMATTER)
        return highlighted

    def _spend(self, *, code: str, language: str) -> bool:
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
