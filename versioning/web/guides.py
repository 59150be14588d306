"""`/docs/<name>/`: the guides in the folder docs, which GitHub displays from the same files."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse

from versioning.text.render.allowed_html import ID_PREFIX
from versioning.text.render.headings import first_heading
from versioning.text.render.render import render

FOLDER = Path(settings.BASE_DIR) / "docs"
# In the order of the navigation. A name that is not listed is never looked up on the disk.
GUIDES = (
    "desk",
    "markdown",
    "words",
    "api",
    "changes",
    "webhooks",
    "notices",
    "clients",
    "files",
    "sign-in",
    "import-export",
    "coming-from",
    "moving",
    "operating",
    "deploying",
    "scaling",
    "security",
    "asvs",
    "history",
)
IMAGE_SECONDS = 3600
# The renderer writes well-formed HTML, in which these attributes are always in double quotes.
_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')
_PREFIXED = re.compile(rf'\b(id="|href="#){ID_PREFIX}')
_SECTION = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')
# Wide code and wide tables scroll, so they must be reachable by keyboard.
_SCROLLING = re.compile(r"<(pre|table)\b")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Section:
    """A heading of the second level. `title` is escaped HTML without tags."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Guide:
    """A guide as safe HTML, whose links lead to pages of this server."""

    name: str
    title: str
    html: str

    @property
    def sections(self) -> list[Section]:
        return [Section(anchor, _TAG.sub("", title)) for anchor, title in _SECTION.findall(self.html)]


def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """Return the page of a guide. Raise Http404 for an unknown name."""
    guide = find_guide(name)
    return render_template(request, "pages/guide.html", {"guide": guide, "guides": map(find_guide, GUIDES)})


def guide_image(request: HttpRequest, name: str) -> HttpResponse:
    """Return a picture of the folder docs/images. Raise Http404 for an unknown name."""
    path = FOLDER / "images" / f"{name}.png"
    # The name has no dots and slashes, because the route's converter is `slug`.
    if not path.is_file():
        raise Http404
    headers = {"Cache-Control": f"public, max-age={IMAGE_SECONDS}"}
    return HttpResponse(path.read_bytes(), content_type="image/png", headers=headers)


def find_guide(name: str) -> Guide:
    """Return the guide, rendered again only if its file changed. Raise Http404 for an unknown name."""
    path = FOLDER / f"{name}.md"
    if name not in GUIDES or not path.is_file():
        raise Http404
    return _read(name, modified=path.stat().st_mtime_ns)


@lru_cache(maxsize=2 * len(GUIDES))
def _read(name: str, *, modified: int) -> Guide:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    html = render(text, content_type="markdown")
    # The prefix protects pages from ids in users' texts. Without it, anchors are the same as on GitHub.
    html = _ADDRESS.sub(_served, _PREFIXED.sub(r"\1", html))
    return Guide(name=name, title=first_heading(text), html=_SCROLLING.sub(r'<\1 tabindex="0"', html))


def _served(match: re.Match[str]) -> str:
    """Return the attribute with a link to a file of the folder replaced by its address on this server."""
    attribute, address = match[1], match[2]
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith("/") or not parts.path:
        return match[0]
    path = Path(parts.path)
    if parts.path.startswith("images/"):
        return f'{attribute}="{reverse("guide-image", args=[path.stem])}"'
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f'{attribute}="{reverse("guide", args=[path.stem])}{fragment}"'
