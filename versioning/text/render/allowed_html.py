"""List the HTML that rendered documents may contain. Everything else is removed."""

import re

from pygments.token import STANDARD_TYPES

# Users' ids and names share a page with the desk's own. The prefix prevents collisions and DOM clobbering.
ID_PREFIX = "user-content-"
CODE_CLASS_PREFIX = "hl-"


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


TAGS = _names(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure"
    " h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp section small span strike"
    " strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)

_ALIGNED = _names("col colgroup div h1 h2 h3 h4 h5 h6 img p table tbody td tfoot th thead tr")
_OWN_ATTRIBUTES = {
    "*": "class dir id lang title",
    "a": "href name",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open",
    "div": "data-block-type",
    "img": "alt height src width",
    "ins": "cite datetime",
    "input": "checked",
    "li": "value",
    "ol": "reversed start type",
    "q": "cite",
    "td": "colspan rowspan",
    "th": "abbr colspan rowspan scope",
    "time": "datetime",
}
ATTRIBUTES = {
    tag: _names(_OWN_ATTRIBUTES.get(tag, "")) | ({"align"} if tag in _ALIGNED else set())
    for tag in _OWN_ATTRIBUTES.keys() | _ALIGNED
}

# The visual editor writes these for task lists.
ATTRIBUTE_VALUES = {
    "ul": {"data-type": {"taskList"}},
    "li": {"data-type": {"taskItem"}, "data-checked": {"true", "false"}},
}
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel", "data"})
URL_ATTRIBUTES = frozenset({"href", "src", "cite"})
# Pasted pictures are stored as data URLs. These formats contain only pixels. SVG is missing because it can run scripts.
PICTURE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=]+", re.IGNORECASE)

_HIGHLIGHTED = frozenset(CODE_CLASS_PREFIX + name for name in STANDARD_TYPES.values() if name)
_MARKDOWN = _names(
    "contains-task-list task-list-item task-list-item-checkbox footnote-ref footnotes-sep footnotes footnotes-list"
    " footnote-item footnote-backref markdown-alert markdown-alert-note markdown-alert-tip markdown-alert-important"
    " markdown-alert-warning markdown-alert-caution markdown-alert-title code plain-text wiki-link wiki-file"
    " math-inline math-block shortcode jsx"
)
_BLOCKS = _names(
    "block-paragraph block-quote block-code block-delimiter block-table block-image block-warning block-warning-title"
    " block-checklist block-embed block-link block-link-site block-raw block-unknown"
)
CLASSES = _HIGHLIGHTED | _MARKDOWN | _BLOCKS
LANGUAGE_CLASS = re.compile(r"language-[A-Za-z0-9+#._-]{1,40}")
