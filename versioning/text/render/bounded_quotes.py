"""A parser of blocks that refuses texts whose lines it would read again at each quote."""

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock

from versioning.text.render.refusals import TooCostly

# Real texts have hardly any. Each takes a few microseconds.
UNUSED_LINES_LIMIT = 200_000


def bound_quotes(md: MarkdownIt) -> None:
    """Let the parser of blocks count its work on quotes. Its rules stay."""
    bounded = BoundedBlocks()
    bounded.ruler = md.block.ruler
    md.block = bounded


class BoundedBlocks(ParserBlock):
    """Raise TooCostly if quotes are looked through for too many lines that are not theirs.

    A paragraph may go on without the mark of its quote (section 5.1 of CommonMark, "laziness"). The rule for quotes
    finds all lines that may belong to it, and only the parser of these lines finds that no paragraph was open. So in
    `> # a` and `b`, again and again, each quote is looked through to the end of the text.
    """

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  as the library calls it
        is_quote = state.parentType == "blockquote"
        super().tokenize(state, startLine, endLine)
        if is_quote and state.line < endLine:
            unused = state.env["unused_lines"] = state.env.get("unused_lines", 0) + endLine - state.line
            if unused > UNUSED_LINES_LIMIT:
                raise TooCostly("it has too many quotes that end without an empty line")
