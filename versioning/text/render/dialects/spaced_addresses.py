"""Links and pictures whose addresses have bare spaces: `![Plan](../img/a b.png)`.

CommonMark wants `<../img/a b.png>` or `%20`, but many editors and sites take such addresses. They must end in a usual
ending of a file, so that a remark in parentheses stays text.
"""

import re

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from versioning.text.relative_references import SPACED_ADDRESS

# No part goes beyond the next bracket, so that hostile texts take linear time.
_LINK = re.compile(rf'!?\[([^\[\]]{{0,500}})\]\([ \t]*{SPACED_ADDRESS}[ \t]*(?:"([^"\[\]]{{0,500}})"[ \t]*)?\)')


def spaced_address(state: StateInline, silent: bool) -> bool:
    """Read a link or a picture. An inline rule that runs before the rules of links and pictures."""
    if state.src[state.pos] not in "![":
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if match is None or " " not in match[2]:
        return False
    address = state.md.normalizeLink(unescapeAll(match[2]))
    if not state.md.validateLink(address):
        return False
    if not silent:
        _push(state, match, address=address)
    state.pos = match.end()
    return True


def _push(state: StateInline, match: re.Match[str], *, address: str) -> None:
    titled: dict[str, str | int | float] = {} if match[3] is None else {"title": unescapeAll(match[3])}
    if match[0].startswith("!"):
        token = state.push("image", "img", 0)
        token.attrs, token.children, token.content = {"src": address, "alt": "", **titled}, list[Token](), match[1]
        state.md.inline.parse(match[1], state.md, state.env, token.children)
        return
    state.push("link_open", "a", 1).attrs = {"href": address, **titled}
    end, state.pos, state.posMax = state.posMax, match.start(1), match.end(1)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = end
    state.push("link_close", "a", -1)
