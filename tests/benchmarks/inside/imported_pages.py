"""What readers see of the pages of an import: front matter, callouts as text, and links that lead nowhere."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from tests.benchmarks.inside import say
from versioning.models import Document, Version
from versioning.services.lookups import find_version
from versioning.services.versions.render_version import render_version
from versioning.text.front_matter.split import NONE, split_front_matter

CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
CALLOUT = re.compile(r"\[!\w[\w-]*(?:\|[^\]]*)?\][+-]?")
LINK = re.compile(r'<a\s[^<>]*?href="([^"]*)"')
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/d/[0-9a-f]{8}/|/files/", re.IGNORECASE)
MISSING = re.compile(r'<span class="missing-page" title="No page (?:is named|or file is at) ([^"]*)">')
# How many of the remaining addresses the report shows.
EXAMPLES = 12


def measure() -> None:
    """Render every current version, and count what a reader should not see."""
    counts, examples = Counter[str](), Counter[str]()
    versions = [
        find_version(document=document, reference="current")
        for document in Document.objects.filter(current__isnull=False, trashed_at=None)
    ]
    # A resolver of its own, generous on purpose: a page with this name anywhere counts.
    # Categories of a site may have no file.
    stems = {stem for version in versions if "git" in version.fields for stem in _stems(version)}
    for version in versions:
        counts["pages"] += 1
        html = render_version(version)
        prose = unescape(TAG.sub("", CODE.sub("", html)))
        counts["front matter"] += _shows_front_matter(version, prose)
        counts["callouts as text"] += bool(CALLOUT.search(prose))
        dead = 0
        for address in _left(html):
            page = _stem(address.partition("#")[0].partition("?")[0])
            is_imported = page in stems and page != ""
            counts["dead links to imported pages" if is_imported else "links to pages that are not there"] += 1
            dead += is_imported
            examples[f"{'dead' if is_imported else 'no page'}: {address}"] += 1
        counts["pages with dead links to imported pages"] += bool(dead)
        counts["links that lead to documents"] += len(re.findall(r'href="/d/[0-9a-f]{8}/', html))
    dead_ones = [each for each in examples.most_common() if each[0].startswith("dead")]
    say({"counts": counts, "examples": [*dead_ones[:EXAMPLES], *examples.most_common(EXAMPLES)]})


def _shows_front_matter(version: Version, prose: str) -> bool:
    parts = split_front_matter(version.text)
    lines = [line.strip() for line in parts.block.splitlines() if line.strip()]
    return parts.format != NONE and bool(lines) and all(line in prose for line in lines[:2])


def _left(html: str) -> Iterator[str]:
    for address in LINK.findall(html):
        if not ELSEWHERE.match(address):
            yield unquote(unescape(address))
    yield from (unquote(unescape(name)) for name in MISSING.findall(html))


def _stems(version: Version) -> Iterator[str]:
    """Yield the names by which an address may end: that of the file, and what the front matter states."""
    yield _stem(version.fields["git"]["path"])
    values = split_front_matter(version.text).values()
    yield from (_stem(value) for key in ("id", "slug") if isinstance(value := values.get(key), str))


def _stem(path: str) -> str:
    pure = PurePosixPath(path.strip().rstrip("/").lower())
    name = pure.parent.name if pure.stem in ("index", "_index", "readme") else pure.name
    return re.sub(r"\.(?:mdx?|html?)\Z", "", name)


if __name__ == "__main__":
    {"measure": measure}[sys.argv[1]]()
