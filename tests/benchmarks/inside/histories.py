"""Compare the pictures of each version of an imported history with what git has in its commit."""

import hashlib
import posixpath
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from html import unescape
from urllib.parse import unquote
from uuid import UUID

from tests.benchmarks.inside import say
from versioning.models import File, ImportedCommit, Version
from versioning.ops.files.store import file_store
from versioning.services.kernel.file_bytes import key_of
from versioning.services.kernel.rendered import rendered_html
from versioning.services.versions.render_version import render_version

WRITTEN = re.compile(r'<img\b[^<>]*?\ssrc="([^"]*)"')
SHOWN = re.compile(r'<img\b[^<>]*?\ssrc="([^"]*)"|<span class="missing-file"')
FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\Z", re.IGNORECASE)
OWN = re.compile(r"/files/([0-9a-f-]{36})/")


def compare(repository: str) -> None:
    """Render every version, and count its pictures by how they compare with `git show <commit>:<path>`."""
    counts, faults = Counter[str](), list[str]()
    for version in Version.objects.with_text().select_related("document").filter(fields__git__isnull=False):
        commit, path = version.fields["git"]["commit"], version.fields["git"]["path"]
        counts["versions"] += 1
        written, shown = WRITTEN.findall(rendered_html(version)), SHOWN.findall(render_version(version))
        if len(written) != len(shown):
            counts["wrong"] += 1
            faults.append(f"{commit[:12]}:{path} has {len(written)} pictures and shows {len(shown)}")
            continue
        for address, source in zip(map(unescape, written), shown, strict=True):
            verdict = _verdict(address, source, tree=_tree(repository, commit), folder=posixpath.dirname(path))
            counts[verdict] += 1
            if verdict == "wrong":
                faults.append(f"{commit[:12]}:{path} {address} -> {source or 'missing'}")
    say({"counts": counts, "faults": faults})


def commits() -> None:
    """Say the names of the imported commits, oldest first."""
    say(list(ImportedCommit.objects.order_by("position").values_list("sha", flat=True)))


def _verdict(address: str, source: str, *, tree: dict[str, str], folder: str) -> str:
    if FOREIGN.match(address):
        return "pictures of other sites"
    path = posixpath.normpath(posixpath.join("/", folder, unquote(address.partition("#")[0].partition("?")[0])))[1:]
    folded = {each.casefold(): each for each in tree}
    blob = tree.get(path) or tree.get(folded.get(path.casefold(), ""))
    match = OWN.match(source)
    if match is None:
        return "missing in the commit, and marked" if blob is None and not source else "wrong"
    shown = _blob_of(UUID(match[1]))
    if shown == blob:
        return "equal"
    return "equal, from a folder of the site" if blob is None and shown in tree.values() else "wrong"


@cache
def _tree(repository: str, commit: str) -> dict[str, str]:
    """Map the paths of regular files in the commit to the names of their blobs."""
    command = ["git", "-C", repository, "ls-tree", "-r", "-z", commit]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="surrogateescape")
    entries = (line.split("\t", 1) for line in listed.split("\0") if line.startswith("100"))
    return {path: head.split(" ")[2] for head, path in entries}


@cache
def _blob_of(pk: UUID) -> str:
    """Return the name that git gives to the bytes of the file."""
    data = b"".join(file_store().read(key_of(File.objects.get(pk=pk))))
    return hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        compare(sys.argv[2])
    else:
        commits()
