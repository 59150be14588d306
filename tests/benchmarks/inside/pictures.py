"""Saves of a text with 200 pictures, and of the same text without: `… pictures ROUNDS`."""

import statistics
import sys
import time
from itertools import count

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from versioning.models import Actor, Draft, File, Project
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.drafts.save_draft import save_draft
from versioning.services.files.upload_file import upload_file

PICTURES, SAVES = 200, 40
WITH, WITHOUT = "with", "without"
PARAGRAPH = "Some words of a paragraph that somebody wrote about this picture, and a few more of them.\n\n"
_numbers = count()


def measure(rounds: int) -> dict[str, list[float]]:
    """Return the median seconds of a save, by text, one a round. The texts take turns."""
    actor, project = system_actor(), Project.objects.get(slug=PROJECT)
    files = [_upload(actor, project, number) for number in range(PICTURES)]
    text = "".join(f"![Picture]({file.url})\n\n{PARAGRAPH}" for file in files)
    # The same length, but no addresses of files.
    bodies = {WITH: text, WITHOUT: text.replace("/files/", "/filed/")}
    drafts = {kind: _draft(actor, project, kind, body) for kind, body in bodies.items()}
    found: dict[str, list[float]] = {kind: [] for kind in bodies}
    for _ in range(rounds):
        times: dict[str, list[float]] = {kind: [] for kind in bodies}
        for turn in range(SAVES):
            for kind in (WITH, WITHOUT) if turn % 2 else (WITHOUT, WITH):
                times[kind].append(_save(actor, drafts[kind], bodies[kind]))
        for kind, seconds in times.items():
            found[kind].append(statistics.median(seconds))
    return found


def _upload(actor: Actor, project: Project, number: int) -> File:
    data = f"picture {number}".encode()
    return upload_file(actor=actor, project=project, name=f"picture {number}.png", pieces=[data]).file


def _draft(actor: Actor, project: Project, title: str, body: str) -> Draft:
    return create_document(
        actor=actor, workspace=project.workspaces.get(), text=NewText(title=title, body=body), placement=Placement()
    )


def _save(actor: Actor, draft: Draft, body: str) -> float:
    opened = Draft.objects.with_everything().get(pk=draft.pk)
    changed = body.replace("Some words", f"Some {next(_numbers)} words", 1)
    began = time.perf_counter()
    save_draft(actor=actor, draft=opened, changes={"body": changed})
    return time.perf_counter() - began


if __name__ == "__main__":
    say(measure(int(sys.argv[1])))
