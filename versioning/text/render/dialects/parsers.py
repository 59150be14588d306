"""Add the chosen extensions to a parser."""

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from versioning.text.render.dialects.admonitions import add_admonitions
from versioning.text.render.dialects.attributes import inline_attributes, read_attributes
from versioning.text.render.dialects.callouts import find_callouts
from versioning.text.render.dialects.comments import add_comment_blocks, comment
from versioning.text.render.dialects.emoji import add_emoji, emoji
from versioning.text.render.dialects.extensions import (
    ADMONITIONS,
    ATTRIBUTES,
    CALLOUTS,
    DEFINITION_LISTS,
    EMOJI,
    INSERTIONS,
    KEYS,
    MARKS,
    MATH,
    MDX,
    SHORTCODES,
    SPACED_ADDRESSES,
    WIKI_LINKS,
    Extensions,
)
from versioning.text.render.dialects.gitbook import add_hints
from versioning.text.render.dialects.keys import keys
from versioning.text.render.dialects.marks import insertion, mark
from versioning.text.render.dialects.math import add_inline_math, add_math_blocks
from versioning.text.render.dialects.mdx import add_mdx_blocks, expression
from versioning.text.render.dialects.mkdocs import add_tabs, icon
from versioning.text.render.dialects.shortcode_blocks import add_shortcode_blocks
from versioning.text.render.dialects.shortcodes import add_references, add_shortcodes_in_html, shortcode
from versioning.text.render.dialects.shortcodes import icon as gitbook_icon
from versioning.text.render.dialects.spaced_addresses import spaced_address
from versioning.text.render.dialects.wiki_links import wiki_link


def add_block_extensions(md: MarkdownIt, extensions: Extensions) -> None:
    """Add what concerns blocks, and how the tokens of all extensions are written."""
    if CALLOUTS in extensions:
        md.core.ruler.after("block", "find_callouts", find_callouts)
    if ADMONITIONS in extensions:
        add_admonitions(md)
        add_tabs(md)
    if WIKI_LINKS in extensions:
        add_comment_blocks(md)
    if ATTRIBUTES in extensions:
        md.core.ruler.after("block", "read_attributes", read_attributes)
    if DEFINITION_LISTS in extensions:
        md.use(deflist_plugin)
    if EMOJI in extensions:
        add_emoji(md)
    if MATH in extensions:
        add_math_blocks(md)
    if SHORTCODES in extensions:
        add_references(md)
        add_shortcodes_in_html(md)
        add_shortcode_blocks(md)
        add_hints(md)
    if MDX in extensions:
        add_mdx_blocks(md)


def add_inline_extensions(md: MarkdownIt, extensions: Extensions) -> None:
    """Add what concerns the text within a block."""
    if SPACED_ADDRESSES in extensions:
        md.inline.ruler.before("link", "spaced_address", spaced_address)
    if WIKI_LINKS in extensions:
        md.inline.ruler.before("link", "wiki_link", wiki_link)
        md.inline.ruler.before("backticks", "comment", comment)
    if ADMONITIONS in extensions:
        md.inline.ruler.before("link", "icon", icon)
    if ATTRIBUTES in extensions:
        md.inline.ruler.before("link", "inline_attributes", inline_attributes)
    if MARKS in extensions:
        md.inline.ruler.before("emphasis", "mark", mark)
    if INSERTIONS in extensions:
        md.inline.ruler.before("emphasis", "insertion", insertion)
    if KEYS in extensions:
        md.inline.ruler.before("link", "keys", keys)
    if EMOJI in extensions:
        # Behind the icons of MkDocs, whose names have colons, too.
        md.inline.ruler.before("link", "emoji", emoji)
    if MATH in extensions:
        add_inline_math(md)
    if SHORTCODES in extensions:
        md.inline.ruler.before("link", "shortcode", shortcode)
        md.inline.ruler.before("html_inline", "gitbook_icon", gitbook_icon)
    if MDX in extensions:
        md.inline.ruler.before("link", "expression", expression)
