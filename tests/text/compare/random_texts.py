"""Random texts, many of them with similar lines."""

from hypothesis import strategies as st

LINES = [
    "",
    " ",
    "\r",
    "a",
    "b",
    "a b c",
    "a b d",
    "  a b c",
    "a\x0cb",
    "é\u0301 ü",
    "日本",
    "\u2028",
    "}",
    "\x00",
]
PIECES = st.sampled_from([*LINES, "the quick brown fox", "the slow brown fox"])
ENDINGS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
LIKELY_TEXTS = st.lists(st.tuples(PIECES, ENDINGS), max_size=30).map(
    lambda lines: "".join(line + ending for line, ending in lines)
)
TEXTS = st.one_of(st.text(), LIKELY_TEXTS, st.tuples(LIKELY_TEXTS, PIECES).map("".join))
