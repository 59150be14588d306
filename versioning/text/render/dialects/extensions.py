"""Name the extensions of Markdown, and find out which of them a text uses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from versioning.text.render.dialects import emoji, keys

Extensions = frozenset[str]

CALLOUTS = "callouts"
ADMONITIONS = "admonitions"
WIKI_LINKS = "wiki_links"
ATTRIBUTES = "attributes"
DEFINITION_LISTS = "definition_lists"
MARKS = "marks"
INSERTIONS = "insertions"
KEYS = "keys"
EMOJI = "emoji"
MATH = "math"
SHORTCODES = "shortcodes"
MDX = "mdx"
# Nobody chooses this one. Imported texts have it.
SPACED_ADDRESSES = "spaced_addresses"

# For people who choose: what each one is.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        CALLOUTS: "Callouts of any kind, with titles: > [!tip] Title",
        ADMONITIONS: 'Admonitions: :::note, and !!! note. Tabs: === "Title"',
        WIKI_LINKS: "Wiki links: [[Page]], and [[Page#Heading|text]]",
        ATTRIBUTES: "Attributes: {#id} after a heading",
        DEFINITION_LISTS: "Definition lists: a line that begins with a colon",
        MARKS: "Marked text: ==text==",
        INSERTIONS: "Inserted text: ^^text^^",
        KEYS: "Keys: ++ctrl+k++",
        EMOJI: "Emoji by name: :tada:",
        MATH: "Math: $a^2$, and $$ around a block",
        SHORTCODES: "Shortcodes, shown as code: {{< name >}}",
        MDX: "MDX, shown as code: import, {expression}, and <Component>",
    }
)
NAMES = tuple(LABELS)
# What a project has that nobody chose for.
DEFAULT: Extensions = frozenset({CALLOUTS})

# In a text. Others are not looked up.
_MOST_NAMES = 1000
_CODE = re.compile(r"`[^`]+`")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
# Each pattern is anchored to a line or to rare characters, so that a search takes linear time.
_SIGNS = MappingProxyType(
    {
        CALLOUTS: re.compile(r"^[ \t>]*> ?\[![\w-]{1,40}\]", re.MULTILINE),
        ADMONITIONS: re.compile(
            r"^ {0,3}(?::{3,} ?[a-z]|/{3,} [a-z-]+ *(?:\||$)|(?:!!!|\?\?\?\+?) [a-z]|={3}[!+]? \")", re.MULTILINE
        ),
        # Not the [[ -f file ]] of shells. A line that begins so may be a table of TOML.
        WIKI_LINKS: re.compile(r"[^\s\[][ \t]?\[\[[^\s\[\]'\"$][^\[\]\n]{0,200}\]\]"),
        ATTRIBUTES: re.compile(r"^#{1,6} [^\n]{0,400}\{(?:: ?|/\* ?)?#[\w-]|[)\]`]\{:? ?[.#][a-z]", re.MULTILINE),
        DEFINITION_LISTS: re.compile(r"^[^\s>|#:`-][^\n]{0,200}\n\n?: {1,3}\S", re.MULTILINE),
        MARKS: re.compile(r"(?<![=\w])==[^\s=][^=\n]{0,200}[^\s=]==(?![=\w])"),
        INSERTIONS: re.compile(r"(?<!\^)\^\^[^\s^][^\^\n]{0,200}\^\^(?!\^)"),
        KEYS: keys.KEYS,
        # A price has no backslash and no power.
        MATH: re.compile(
            r"(?<![\\\w$])\$(?=[^\s\d$])[^\n$]{0,200}[\\^_][^\n$]{0,200}(?<=\S)\$(?!\w)|^\$\$", re.MULTILINE
        ),
        SHORTCODES: re.compile(r"\{\{[<%] ?/?[a-z]|^(?:\{% ?[a-z]|\{\{#[a-z]|\{!|--8<-- \")", re.MULTILINE),
        MDX: re.compile(r"^(?:import [^\n]{1,300} from ['\"]|<[A-Z]\w*[\s/>])", re.MULTILINE),
    }
)


def known_extensions(names: Iterable[str] | None) -> Extensions:
    """Return those of the names that exist, or DEFAULT if nobody chose."""
    return DEFAULT if names is None else frozenset(names).intersection(LABELS)


def extensions_in(text: str) -> Extensions:
    """Return the extensions that a Markdown text seems to use. Takes linear time."""
    prose = "\n".join(_outside_of_code(text))
    found = {name for name, sign in _SIGNS.items() if sign.search(prose)}
    # Many names between colons are none of an emoji, as `:ref:`.
    names = islice(emoji.NAME.finditer(prose), _MOST_NAMES)
    return frozenset(found | {EMOJI}) if any(emoji.emoji_of(each[0]) for each in names) else frozenset(found)


def _outside_of_code(text: str) -> Iterator[str]:
    """Yield the lines that are not in a fenced block of code, without the code in them."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield _CODE.sub("", line)
