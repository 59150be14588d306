"""Math in TeX's notation, as MathML that browsers show without a script: `$a^2$`, `$$ … $$`, and code of `math`.

The parser only marks the math. It is converted after the HTML was sanitized, so that no text can bring MathML along.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

INLINE_CLASS, BLOCK_CLASS = "math-inline", "math-block"
# In characters. MathML takes about twelve times the space of its source, and 10 µs for each character.
LONGEST, LONGEST_OF_TEXT = 5_000, 50_000
_MARKED = re.compile(rf'<(span|div) class="({INLINE_CLASS}|{BLOCK_CLASS})">([^<]*)</\1>')


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_TAGS = _names(
    "math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd"
    " mtext mtr munder munderover"
)
# No addresses, classes, styles and scripts, which the converter lets through.
_ATTRIBUTES = _names(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form height largeop"
    " linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowlines rowspacing"
    " rspace scriptlevel separator stretchy symmetric voffset width xmlns"
)


def add_math_blocks(md: MarkdownIt) -> None:
    """Let the parser find blocks of math, and mark all math."""
    _use_dollars(md)
    md.core.ruler.after("block", "find_math_code", _find_math_code)
    for name in ("math_inline", "math_inline_double"):
        md.add_render_rule(name, _render_inline)
    for name in ("math_block", "math_block_label"):
        md.add_render_rule(name, _render_block)


def add_inline_math(md: MarkdownIt) -> None:
    """Let the parser of inlines find math."""
    _use_dollars(md)


def typeset_math(html: str) -> str:
    """Return sanitized HTML with MathML instead of what was marked. Math that cannot be read stays as its source."""
    left = LONGEST_OF_TEXT

    def typeset(match: re.Match[str]) -> str:
        nonlocal left
        tex = unescape(match[3]).strip()
        left -= len(tex)
        if not tex or left < 0 or len(tex) > LONGEST:
            return match[0]
        math = _mathml(tex, display="block" if match[2] == BLOCK_CLASS else "inline")
        return f'<{match[1]} class="{match[2]}">{math}</{match[1]}>' if math else match[0]

    return _MARKED.sub(typeset, html)


def _use_dollars(md: MarkdownIt) -> None:
    # As Pandoc, so that prices stay prices: no space inside of the dollars, and no digit behind them.
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)


def _find_math_code(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() == "math":
            token.type = "math_block"


def _render_inline(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<span class="{INLINE_CLASS}">{escapeHtml(tokens[idx].content)}</span>'


def _render_block(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return f'<div class="{BLOCK_CLASS}">{escapeHtml(tokens[idx].content)}</div>\n'


def _mathml(tex: str, *, display: str) -> str:
    try:
        return "".join(_written(convert_to_element(tex, display=display)))
    except Exception:
        # The converter raises all kinds of errors for what it does not know, and RecursionError.
        return ""


def _written(element: Element) -> Iterator[str]:
    """Write the element with the names that are listed above only, and with its text escaped."""
    name = element.tag if element.tag in _TAGS else "mrow"
    attributes = (f' {key}="{escape(unescape(value))}"' for key, value in element.attrib.items() if key in _ATTRIBUTES)
    yield f"<{name}{''.join(attributes)}>"
    # The converter writes symbols as character references.
    yield escape(unescape(element.text or ""), quote=False)
    for child in element:
        yield from _written(child)
    yield f"</{name}>"
