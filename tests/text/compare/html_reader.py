"""Read the HTML of a comparison."""

from html.parser import HTMLParser

ALLOWED = {"div", "p", "table", "caption", "bdi", "thead", "tbody", "tr", "th", "td", "ins", "del", "span"}


class Reader(HTMLParser):
    """Check that all tags are expected and nested, and collect the text of the text cells by tag."""

    allowed = ALLOWED

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.changed: list[tuple[str, str]] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.allowed
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in ("ins", "del"):
            if tag in self.open:
                self.changed.append((tag, data))
