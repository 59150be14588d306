"""Write other addresses into Markdown, and leave everything else to the letter."""

import re
from collections.abc import Callable

# [text](address "title"), ![text](<address>), with brackets of one level in the address. Code is not looked for: an
# address in a sample changes only if it means a file of the same export.
_INLINE = re.compile(r"(\]\(\s*)(?:<([^<>\n]*)>|([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*))")
_REFERENCE = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*)(?:<([^<>\n]*)>|([^\s<]\S*))", re.MULTILINE)


def replace_in_markdown(text: str, address: Callable[[str], str | None]) -> str:
    """Return the text with what `address` returns instead of each address, unless that is None."""

    def changed(match: re.Match[str]) -> str:
        former = match[2] if match[2] is not None else match[3]
        new = address(former) if former else None
        return match[0] if new is None else f"{match[1]}{new.replace('(', '%28').replace(')', '%29')}"

    return _REFERENCE.sub(changed, _INLINE.sub(changed, text))
