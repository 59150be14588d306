"""Read `demo/story.toml`: the acts of the demo's history, in the order of time."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "demo"
CONTENT_TYPES = {".md": "markdown", ".html": "wysiwyg", ".json": "block"}
VERBS = ("forked", "saved", "synced", "published", "promoted", "discarded", "archived")


@dataclass(frozen=True)
class Snapshot:
    """The text of a version of the story, and where it comes from.

    `source` is None if it was forked from the current version.
    """

    document: str
    number: int
    body: str
    content_type: str
    name: str | None
    source: str | None
    free_standing: bool


@dataclass(frozen=True)
class Act:
    """One of VERBS, done to a version at a moment by a person of the story."""

    at: datetime
    verb: str
    who: str
    version: Snapshot


@dataclass(frozen=True)
class Story:
    """The whole story.

    `people` and `documents` are the tables of the file, without the versions. `acts` are sorted, oldest first.
    """

    name: str
    language: str
    people: Mapping[str, Mapping[str, str]]
    documents: Mapping[str, Mapping[str, Any]]
    acts: tuple[Act, ...]

    @property
    def begins_at(self) -> datetime:
        """Return the moment of the first act."""
        return self.acts[0].at


def read_story(*, ends_at: datetime) -> Story:
    """Return the story, dated so that it ends on the day before `ends_at` (UTC)."""
    tables = tomllib.loads((FOLDER / "story.toml").read_text(encoding="utf-8"))
    today = ends_at.replace(hour=0, minute=0, second=0, microsecond=0)
    acts = [
        act
        for folder, document in tables["documents"].items()
        for number, life in enumerate(document["versions"], start=1)
        for act in _acts(life, version=_snapshot(life, folder=folder, number=number), today=today)
    ]
    return Story(
        name=tables["name"],
        language=tables["language"],
        people=tables["people"],
        documents=tables["documents"],
        acts=tuple(sorted(acts, key=lambda act: act.at)),
    )


def _acts(life: Mapping[str, Any], *, version: Snapshot, today: datetime) -> Iterator[Act]:
    """Yield the acts of one version. Each is written as `<days before> <time> <who>`."""
    for verb in VERBS:
        written = life.get(verb, [])
        for act in [written] if isinstance(written, str) else written:
            days, time, who = act.split()
            hours, minutes = time.split(":")
            # The days count backward from today, the time counts forward from midnight.
            moment = today - timedelta(days=int(days.removesuffix("d")), hours=-int(hours), minutes=-int(minutes))
            yield Act(at=moment, verb=verb, who=who, version=version)


def _snapshot(life: Mapping[str, Any], *, folder: str, number: int) -> Snapshot:
    (path,) = (FOLDER / folder).glob(f"{number}.*")
    return Snapshot(
        document=folder,
        number=number,
        body=path.read_text(encoding="utf-8"),
        content_type=CONTENT_TYPES[path.suffix],
        name=life.get("name"),
        source=str(life["from"]) if "from" in life else None,
        free_standing=life.get("free", False),
    )
