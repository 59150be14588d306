"""Import a project of Document360 by its API: categories and articles with all versions, drafts and languages."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project, Version, Workspace
from versioning.models.limits import NAME_LENGTH
from versioning.policies import Action, authorize
from versioning.services.kernel.importing import importing
from versioning.services.transfer._document360.client import Client, Row, SourceUnavailable, TokenRefused
from versioning.services.transfer._document360.connection import Connection, check_connection
from versioning.services.transfer._document360.pictures import Pictures
from versioning.services.transfer._document360.texts import (
    Place,
    SourceText,
    is_block_document,
    languages_of,
    places_in,
)
from versioning.services.transfer._document360.writer import KEY, TextWriter, Written
from versioning.services.transfer._foreseen import Foreseen, foreseeing
from versioning.services.transfer._import.learn_extensions import learn_extensions
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer._rehearsal import in_rehearsal
from versioning.services.transfer._sources.document360_texts import convert_html
from versioning.text.render.refusals import TooCostly

__all__ = ["EDITED", "Connection", "Document360Summary", "SourceUnavailable", "import_document360"]

Report = Callable[[int, int], None]
# Of a hidden text. Each takes a request.
MOST_NUMBERS = 10_000
NO_PROJECT = "Document360 has no such project, or the token may not see it."
CONTINUED = "Another version became current here, so it stays. The versions of Document360 are in the history."
EDITED = "The draft was edited here and in Document360. It stays as it is here."
NO_CATEGORY = "Its category was left out."


@dataclass
class Document360Summary:
    """What one run did. `refusals` has [what, why] for each text and file that was left out.

    A rehearsal has `foreseen`.
    """

    counts: Counter[str] = field(default_factory=Counter)
    files: int = 0
    refusals: list[tuple[str, str]] = field(default_factory=list)
    foreseen: Foreseen = field(default_factory=list)


@importing()
def import_document360(
    *,
    actor: Actor,
    project: Project,
    connection: Connection,
    report: Report,
    wait: Callable[[float], None],
    is_rehearsal: bool = False,
) -> Document360Summary:
    """Add to the project what it lacks of the project of Document360.

    Each version is written whole, so a run that was stopped is continued by the next one, which asks for every text
    once and reads only new versions. Published versions become published ones, unpublished ones are archived, and
    drafts stay drafts. What readers see there becomes current, unless somebody continued the document here. Project
    versions go to the workspace with the same slug, which is created, and the default one to the oldest workspace.

    `wait` is called with seconds to pause if the server asks for it. With `is_rehearsal`, nothing is kept.

    Raises InvalidValue (url, source_project, token, content_type), SourceUnavailable (try again later), VersioningError
    (the server refuses the token, or is not Document360).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    check_connection(connection)

    def run(tell: Report) -> Document360Summary:
        return _Run(actor, project, Client(connection, wait=wait)).run(tell)

    if not is_rehearsal:
        return run(report)
    summary, foreseen = in_rehearsal(foreseeing(run, actor=actor, project=project), report=report)
    return replace(summary, foreseen=foreseen)


class _Run:
    """One import. `documents` maps categories of Document360 to documents, or None if they were left out."""

    def __init__(self, actor: Actor, project: Project, client: Client) -> None:
        self.actor, self.project, self.client = actor, project, client
        self.summary = Document360Summary()
        self.pictures = Pictures(actor, project, client, refusals=self.summary.refusals)
        self.placing = Placing.of(actor=actor, project=project, layout=KEY)
        self.documents: dict[str, UUID | None] = {}
        self.keys: dict[tuple[str, str], UUID] = {}

    def run(self, report: Report) -> Document360Summary:
        if self.client.one("") is None:
            raise VersioningError(NO_PROJECT)
        languages = languages_of(self.client) or [self.project.language]
        texts = [(place, workspace) for workspace, place in self._places()]
        report(0, len(texts))
        for done, (place, workspace) in enumerate(texts, start=1):
            for number, language in enumerate(languages):
                self._take(place, workspace=workspace, language=language, is_first=number == 0)
            report(done, len(texts))
        self.summary.files = sum(file is not None for file in self.pictures.stored.values())
        learn_extensions(actor=self.actor, project=self.project)
        return self.summary

    def _places(self) -> Iterator[tuple[Workspace, Place]]:
        """Yield the categories and articles of all project versions, each with its workspace here."""
        for row in sorted(self.client.many("project-versions"), key=lambda each: each.get("is_default") is not True):
            try:
                workspace = self._workspace(row)
            except VersioningError as refusal:
                self.summary.refusals.append((_name_of(row), refusal.message))
                continue
            for place in places_in(self.client, project_version=str(row.get("id"))):
                yield workspace, place

    def _workspace(self, row: Row) -> Workspace:
        """Return the workspace of a project version. It is created if there is none. Raises VersioningError."""
        named = self.project.workspaces.filter(slug=str(row.get("slug"))).first()
        is_default = row.get("is_default") is True
        return named or self.placing.workspace("" if is_default else _name_of(row))

    def _take(self, place: Place, *, workspace: Workspace, language: str, is_first: bool) -> None:
        """Import one text in one language. A refusal leaves out this text only."""
        name = f"{place.title} ({language})"
        try:
            outcome = self._import(place, workspace=workspace, language=language, is_first=is_first)
        except TokenRefused:
            raise
        except (VersioningError, TooCostly) as refusal:
            if place.is_category and is_first:
                self.documents.setdefault(place.id, None)
            message = refusal.message if isinstance(refusal, VersioningError) else f"{refusal}."
            self.summary.refusals.append((name, message))
            return
        if outcome:
            self.summary.counts[outcome] += 1

    def _import(self, place: Place, *, workspace: Workspace, language: str, is_first: bool) -> str:
        newest = self._newest(place, language=language)
        if newest is None:
            return ""
        if place.parent and self.documents.get(place.parent) is None:
            raise VersioningError(NO_CATEGORY)
        writer = TextWriter(
            self.actor,
            self.project,
            workspace,
            place,
            language,
            parent_id=self.documents[place.parent] if place.parent else None,
            translation_key=self.keys.get((place.noun, place.id)),
        )
        writer.find()
        is_new, before = writer.document is None, sum(self.summary.counts.values())
        written = writer.written()
        self._add_missing(writer, newest, written=written)
        assert writer.document is not None  # noqa: S101  it has at least the newest version
        self.keys.setdefault((place.noun, place.id), writer.document.translation_key)
        if place.is_category and is_first:
            self.documents[place.id] = writer.document.pk
        was_moved = writer.move()
        if newest.public and not writer.promote(newest.public, written=writer.written()):
            raise VersioningError(CONTINUED)
        has_changed = sum(self.summary.counts.values()) > before
        return "new documents" if is_new else "moved documents" if was_moved else "" if has_changed else "unchanged"

    def _newest(self, place: Place, *, language: str) -> SourceText | None:
        """Return the newest version in the language, or None if the text is not in it."""
        path = f"{place.path}/content" if place.is_category else place.path
        row = self.client.one(path, lang_code=language, content_mode="raw")
        if row is None:
            return None
        text = SourceText.of(row)
        return None if text.is_fallback or row.get("lang_code") not in (None, "", language) else text

    def _add_missing(self, writer: TextWriter, newest: SourceText, *, written: Mapping[int, Written]) -> None:
        base: UUID | None = None
        versions = self._versions(writer, newest, written=written)
        for number in sorted(versions):
            listed = versions[number]
            former = written.get(number)
            if former is not None and not _has_changed(former, listed or newest):
                base = former.pk
                continue
            text = newest if number == newest.number else self._version(writer, number)
            # It was deleted since it was listed.
            if text is None:
                continue
            if former is not None:
                self._update(writer, former, text)
                base = former.pk
                continue
            body, content_type = self._body(writer, text)
            base = writer.add(text, body=body, content_type=content_type, base=base)
            self.summary.counts["new versions" if text.was_published else "new drafts"] += 1

    def _update(self, writer: TextWriter, former: Written, text: SourceText) -> None:
        """Take over what changed in a draft. One that was edited here stays."""
        if not _has_changed(former, text):
            return
        body, content_type = self._body(writer, text)
        if writer.save(former, text, body=body, content_type=content_type):
            self.summary.counts["changed drafts"] += 1
        else:
            self.summary.refusals.append((f"{writer.place.title} ({writer.language})", EDITED))

    def _versions(
        self, writer: TextWriter, newest: SourceText, *, written: Mapping[int, Written]
    ) -> dict[int, SourceText | None]:
        """Return the list of versions by their numbers, without their texts. Empty if there is nothing new.

        Document360 lists no versions of a hidden text. Then each number up to the newest may be one.
        """
        last = written.get(newest.number)
        if last is not None and not _has_changed(last, newest):
            return {}
        rows = map(SourceText.of, self.client.many(f"{writer.place.path}/versions", lang_code=writer.language))
        listed: dict[int, SourceText | None] = {text.number: text for text in rows if text.number}
        if not listed:
            listed = dict.fromkeys(range(1, min(newest.number, MOST_NUMBERS)))
        return listed | {newest.number: newest}

    def _version(self, writer: TextWriter, number: int) -> SourceText | None:
        row = self._row(writer, number, mode="raw")
        return None if row is None else SourceText.of({**row, "version_number": number})

    def _row(self, writer: TextWriter, number: int, *, mode: str) -> Row | None:
        return self.client.one(f"{writer.place.path}/versions/{number}", lang_code=writer.language, content_mode=mode)

    def _body(self, writer: TextWriter, text: SourceText) -> tuple[str, str]:
        """Return the text with the addresses of this project's files, and its content type. Raises TooCostly."""
        body, content_type = text.body, text.content_type
        if content_type == Version.ContentType.BLOCK and not is_block_document(body):
            # Document360's own blocks. It renders them, and the HTML has all of the text.
            shown = self._row(writer, text.number, mode="display")
            body, content_type = SourceText.of(shown or {}).html or text.html or body, Version.ContentType.WYSIWYG
        if content_type == Version.ContentType.WYSIWYG and self.client.connection.content_type != content_type:
            body, content_type = _as_markdown(body), Version.ContentType.MARKDOWN
        return self.pictures.localized(body), content_type


def _as_markdown(html: str) -> str:
    return convert_html(html, as_markdown=True, resolve=lambda address: None)


def _has_changed(former: Written, listed: SourceText) -> bool:
    """Return whether a draft of Document360 was changed or published since it was imported."""
    is_draft = former.status == Version.Status.DRAFT
    return is_draft and (listed.was_published or listed.modified_at != former.modified_at)


def _name_of(row: Row) -> str:
    """Return what to call the workspace of a project version."""
    return str(row.get("slug") or row.get("name") or row.get("id"))[:NAME_LENGTH]
