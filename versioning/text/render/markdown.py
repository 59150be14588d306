"""Render Markdown: CommonMark 0.31.2 with GitHub's extensions, in bounded time even for hostile texts.

The result may contain raw HTML, so it has to be sanitized.
"""

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from versioning.text.front_matter.split import split_front_matter
from versioning.text.render.autolinks import link_addresses
from versioning.text.render.bounded_quotes import bound_quotes
from versioning.text.render.cjk_emphasis import emphasis
from versioning.text.render.dialects.extensions import Extensions
from versioning.text.render.dialects.parsers import add_block_extensions, add_inline_extensions
from versioning.text.render.heading_ids import give_heading_ids
from versioning.text.render.highlight import Highlighter
from versioning.text.render.refusals import TooCostly

# Nested quotes and lists. The parser would drop deeper blocks silently, so such texts are refused.
BLOCK_NESTING = 100
# Nested brackets. Deeper brackets stay text. The time for each bracket grows with its depth.
INLINE_NESTING = 20
# Relative parsing costs of marks, and their limit for one text.
MARK_COSTS = {"[": 3, "*": 1, "_": 1, "~": 1}
MARKS_LIMIT = 300_000
# A megabyte of prose has a tenth of these lines. The parser tries every block rule at every line.
LINES_LIMIT = 250_000
# A megabyte of prose has a tenth of these tokens. Short rows of a wide table are padded with empty cells, which count:
# without a limit for each character, a text of a few kilobytes could have all of them.
TOKENS_LIMIT = 300_000
FREE_TOKENS, TOKENS_OF_CHARACTER = 50_000, 3
# A reference repeats its URL at each use, and a footnote its link. The HTML may be longer than the text by this factor.
GROWTH_LIMIT = 6
FREE_GROWTH = 1_000_000


def markdown_to_html(text: str, *, extensions: Extensions = frozenset()) -> str:
    """Return HTML that is not sanitized. Front matter is metadata and is left out.

    Raise TooCostly if the text is nested too deeply or has too many parts.
    """
    text = split_front_matter(text).body
    if text.count("\n") > LINES_LIMIT:
        raise TooCostly("it has too many lines")
    try:
        html = _parsed(text, extensions=extensions)
    except IndexError:
        # Rules of plugins look beyond the end of a text whose last line is an empty one of a quote.
        html = _parsed(f"{text}\n", extensions=extensions)
    if len(html) > _largest(text):
        raise TooCostly("it would grow too much")
    return html


def _parsed(text: str, *, extensions: Extensions) -> str:
    env = {"highlighter": Highlighter(), "extensions": extensions}
    html: str = _block_parser(extensions).render(text, env)
    return html


def _largest(text: str) -> int:
    return GROWTH_LIMIT * len(text) + FREE_GROWTH


def _parser(*, nesting: int) -> MarkdownIt:
    options = {"maxNesting": nesting, "tasklists": True, "alerts": True, "strikethrough_single_tilde": True}
    md = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    return md.use(footnote_plugin, inline=False)


def _bounded_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    # The parser tries the table rule first at each block, so this bounds the tokens while they are made.
    _refuse_parts(state)
    return table(state, start_line, end_line, silent)


def _refuse_parts(state: StateBlock | StateCore) -> None:
    if len(state.tokens) > min(TOKENS_LIMIT, FREE_TOKENS + TOKENS_OF_CHARACTER * len(state.src)):
        raise TooCostly("it has too many parts")


def _refuse_excess(state: StateCore) -> None:
    _refuse_parts(state)
    if any(token.nesting > 0 and token.level >= BLOCK_NESTING - 1 for token in state.tokens):
        raise TooCostly("its quotes and lists are nested too deeply")


def _parse_inlines(state: StateCore) -> None:
    # A parser of its own for inlines, because blocks and inlines have different limits of nesting.
    inlines = _inline_parser(state.env["extensions"])
    marks, addresses, largest = 0, 0, _largest(state.src)
    for token in state.tokens:
        if token.type == "inline":
            marks += sum(token.content.count(mark) * cost for mark, cost in MARK_COSTS.items())
            if marks > MARKS_LIMIT:
                raise TooCostly("it has too many brackets and stars")
            token.children = []
            inlines.inline.parse(token.content, inlines, state.env, token.children)
            addresses += sum(len(str(value)) for child in token.children for value in child.attrs.values())
            if addresses > largest:
                raise TooCostly("it would grow too much")


def _align_cells(state: StateCore) -> None:
    # The parser aligns cells by a style attribute, which the pages' content security policy forbids.
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrSet("align", str(style).removeprefix("text-align:"))


def _render_fence(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    language = "".join(unescapeAll(tokens[idx].info).split()[:1])
    label = f' class="language-{escapeHtml(language)}"' if language else ""
    code = env["highlighter"].html(code=tokens[idx].content, language=language)
    return f'<pre class="code"><code{label}>{code}</code></pre>\n'


def _name_footnote(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return f":{tokens[idx].meta['id'] + 1}"


# There are few combinations that projects choose.
@lru_cache(maxsize=64)
def _block_parser(extensions: Extensions) -> MarkdownIt:
    md = _parser(nesting=BLOCK_NESTING)
    bound_quotes(md)
    md.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    md.core.ruler.after("block", "refuse_excess", _refuse_excess)
    md.core.ruler.at("inline", _parse_inlines)
    md.core.ruler.push("link_addresses", link_addresses)
    md.core.ruler.push("give_heading_ids", give_heading_ids)
    md.core.ruler.push("align_cells", _align_cells)
    md.add_render_rule("fence", _render_fence)
    md.add_render_rule("footnote_anchor_name", _name_footnote)
    add_block_extensions(md, extensions)
    return md


@lru_cache(maxsize=64)
def _inline_parser(extensions: Extensions) -> MarkdownIt:
    md = _parser(nesting=INLINE_NESTING)
    md.inline.ruler.at("emphasis", emphasis)
    add_inline_extensions(md, extensions)
    return md
