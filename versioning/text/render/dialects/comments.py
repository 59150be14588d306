"""What Obsidian does not show: comments (`%%text%%`, also over several lines) and the ids of blocks (` ^id`).

https://help.obsidian.md/syntax#Comments
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SIGN = "%%"
# In characters, so that hostile texts take linear time.
_LONGEST = 20_000
# A comment within a paragraph ends in it. One that begins a line may have empty lines.
_COMMENT = re.compile(
    rf"^[ \t>]{{0,20}}%%(?:[^%]|%(?!%)){{0,{_LONGEST}}}+%%|%%(?:[^%\n]|%(?!%)|\n(?!\s*\n)){{0,{_LONGEST}}}+%%",
    re.MULTILINE,
)
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_BLOCK_ID = re.compile(r"(?:\A|[ \t\n])(\^[A-Za-z0-9-]{1,100})[ \t]*\Z")
_WITH_IDS = ("paragraph_open", "heading_open")


def without_comments(text: str) -> str:
    """Return a Markdown text without its comments. Those in fenced code stay."""
    if _SIGN not in text:
        return text
    return "\n".join(part if is_code else _COMMENT.sub(" ", part) for part, is_code in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of the text, and whether each one is fenced code."""
    lines, fence = list[str](), ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            yield "\n".join(lines), False
            lines, fence = [line], mark[1]
        elif mark and mark[1].startswith(fence):
            yield "\n".join((*lines, line)), True
            lines, fence = [], ""
        else:
            lines.append(line)
    yield "\n".join(lines), bool(fence)


def add_comment_blocks(md: MarkdownIt) -> None:
    """Leave out comments that begin a line, and read the ids of blocks."""
    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "comment", _comment_block, {"alt": alternatives})
    md.core.ruler.after("block", "read_block_ids", _read_block_ids)


def comment(state: StateInline, silent: bool) -> bool:
    """Leave out a comment. An inline rule."""
    end = _end_of_comment(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    state.pos = end
    return True


def _comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line):
        return False
    end = _end_of_comment(state.src, start, state.eMarks[end_line - 1])
    if end < 0:
        return False
    line = start_line
    while state.eMarks[line] < end:
        line += 1
        # The quote or the item of a list ends before the comment does.
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return False
    if state.src[end : state.eMarks[line]].strip():
        return False
    state.line = line + 1
    return True


def _end_of_comment(text: str, start: int, limit: int) -> int:
    if not text.startswith(_SIGN, start):
        return -1
    end = text.find(_SIGN, start + 2, min(limit, start + 2 + _LONGEST))
    return end if end < 0 else end + 2


def _read_block_ids(state: StateCore) -> None:
    if "^" in state.src:
        state.tokens = list(_with_ids(state.tokens))


def _with_ids(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens with the ids of blocks as attributes. A paragraph of nothing but an id is left out."""
    left = 0
    for index, token in enumerate(tokens):
        match = _BLOCK_ID.search(tokens[index + 1].content) if token.type in _WITH_IDS else None
        if match is not None:
            inline = tokens[index + 1]
            inline.content = inline.content[: match.start()]
            left = 0 if inline.content else 3
            _name(token, before=tokens[index - 1] if index else token, identifier=match[1])
        if left:
            left -= 1
        else:
            yield token


def _name(opening: Token, *, before: Token, identifier: str) -> None:
    """Set the id of the block. A heading keeps its own id, which links to headings use."""
    if opening.type == "paragraph_open":
        # The paragraphs of tight lists have no tags.
        (before if opening.hidden else opening).attrSet("id", identifier)
