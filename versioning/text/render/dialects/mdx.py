"""MDX: imports, expressions and components. Only a build of the site can run them, so they are shown as code."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

JSX_CLASS = "jsx"
_STATEMENT = re.compile(
    r"import\s+(?:[\w*{][^'\";]{0,2000}?\sfrom\s+)?['\"]|export\s+(?:default|const|let|function|class)\b"
)
_COMPONENT = re.compile(r"\s*</?[A-Z][\w.]*[\s/>]")
_COMMENT = re.compile(r"\{/\*(?:[^*]|\*(?!/)){0,1000}+\*/\}")
_EXPRESSION = re.compile(r"\{[\w.'\"`(][^{}\n]{0,200}\}")

# Lines of one statement, and lines of a text that are searched for the ends of statements.
_MOST_LINES, _MOST_LINES_OF_ALL = 1000, 50_000


def expression(state: StateInline, silent: bool) -> bool:
    """Read an expression or a comment in braces. An inline rule."""
    if not state.src.startswith("{", state.pos):
        return False
    comment = _COMMENT.match(state.src, state.pos, state.posMax)
    match = comment or _EXPRESSION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent and comment is None:
        _as_code(state.push("code_inline", "code", 0), match[0])
    state.pos = match.end()
    return True


def add_mdx_blocks(md: MarkdownIt) -> None:
    """Show statements and components as code."""
    md.block.ruler.before("fence", "statement", _statement)
    md.core.ruler.after("block", "show_mdx", _show_blocks)
    # After the rule that parses the inlines, which has replaced the library's own.
    md.core.ruler.push("show_components", _show_components)


def _statement(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Show an `export` with empty lines within its brackets. One without is a paragraph at first."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or state.level or not _STATEMENT.match(state.src, start, state.eMarks[start_line]):
        return False
    last = _end_of_brackets(state, start_line, end_line)
    if last is None:
        return False
    token = state.push("fence", "code", 0)
    token.info, token.map = "jsx", [start_line, last + 1]
    token.content = state.getLines(start_line, last + 1, state.blkIndent, True)
    state.line = last + 1
    return True


def _end_of_brackets(state: StateBlock, start_line: int, end_line: int) -> int | None:
    """Return the line that closes all brackets, if an empty line comes before it."""
    depth, has_empty = 0, False
    for line in range(start_line, min(end_line, start_line + _MOST_LINES)):
        if state.env.setdefault("statement_lines", 0) > _MOST_LINES_OF_ALL:
            return None
        state.env["statement_lines"] += 1
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        has_empty = has_empty or not text.strip()
        depth += sum(map(text.count, "{[(")) - sum(map(text.count, "}])"))
        if depth <= 0:
            return line if has_empty else None
    return None


def _show_blocks(state: StateCore) -> None:
    written = list[Token]()
    for token in state.tokens:
        written.append(token)
        if token.type == "html_block" and _COMPONENT.match(token.content):
            written[-1] = _fence(token, token.content)
        elif token.type == "paragraph_close" and _is_mdx(written[-2].content) and written[-3].type == "paragraph_open":
            text = written[-2].content
            del written[-3:]
            written.append(_fence(token, f"{text}\n"))
    state.tokens = written


def _is_mdx(text: str) -> bool:
    return bool(_STATEMENT.match(text) or (_COMPONENT.match(text) and text.endswith(">")))


def _show_components(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "html_inline" and _COMPONENT.match(child.content):
                child.type, child.tag = "code_inline", "code"
                _as_code(child, child.content)


def _as_code(token: Token, content: str) -> None:
    token.content, token.attrs = content, {"class": JSX_CLASS}


def _fence(token: Token, content: str) -> Token:
    return Token("fence", "code", 0, content=content, info="jsx", level=token.level, block=True)
