"""Read a project file, which `export_project` wrote on this or another server."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import DataError, IntegrityError
from django.db.models import UUIDField, Value

from versioning import clock
from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Blob, Document, Project, SearchEntry, User, Verb
from versioning.models.quotas.usage import QuotaColumn, read_quota
from versioning.models.sql.copied_rows import insert_copies
from versioning.ops.replica.marks import note_access_change
from versioning.policies import Action, authorize, authorize_organization
from versioning.services.kernel.file_bytes import lock_all_bytes
from versioning.services.kernel.names import check_project_slug
from versioning.services.kernel.quota import refuse_file_bytes, refuse_passed
from versioning.services.kernel.recording import record
from versioning.services.kernel.search.searchable import plain_words
from versioning.services.transfer._apart import in_transaction
from versioning.services.transfer._foreseen import KNOWN, NEW, Foreseen, foreseen_of
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._project.archive import damaged
from versioning.services.transfer._project.identities import Identities
from versioning.services.transfer._project.inserting import RowWriter, Standing
from versioning.services.transfer._project.kinds import DOCUMENTS, KINDS, PROJECT, TEXTS
from versioning.services.transfer._project.left_out import lacking_versions, notes_on
from versioning.services.transfer._project.people import CreatePerson, create_accounts, match_people
from versioning.services.transfer._project.proving import prove, refuse_excess
from versioning.services.transfer._project.rows import RowReader
from versioning.services.transfer._project.survey import PEOPLE, JsonRow, Survey, members_of, parse_rows, survey_file
from versioning.services.transfer._project.texts import TextWriter
from versioning.services.transfer._rehearsal import in_rehearsal

# (rows done, rows in all)
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class ProjectOptions:
    """How to read a project file.

    `into` is the project that gets what it lacks. None: a new project, with `slug` or that of the file. `accounts` maps
    user names of the file to user names of this server. Nobody else becomes an account, unless there is
    `create_person`: then the others get inactive accounts if their user names are free. A rehearsal keeps nothing.
    """

    into: Project | None = None
    slug: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)
    create_person: CreatePerson | None = None
    is_rehearsal: bool = False


@dataclass(frozen=True)
class ProjectSummary:
    """What an import wrote. `unchanged` counts documents that the project had, `unknown` names people of no account.

    `notes` are sentences about what the file has and the project did not get, and `left_out` has the documents that
    lack versions of the file, with the reason. A rehearsal has `foreseen`.
    """

    project: Project
    counts: Counter[str]
    unchanged: int
    unknown: list[str]
    notes: list[str]
    left_out: list[tuple[str, str]]
    foreseen: Foreseen


def import_project(
    *, actor: Actor, source: Path, report: Report, options: ProjectOptions | None = None
) -> ProjectSummary:
    """Write everything that the file has and the project has not, all of it or nothing.

    Ids stay if they are free. A document that the project has already is left as it is, so the same file twice writes
    nothing the second time. Times, numbers and texts are those of the file. The events are recorded now, by the actor,
    with the moments and names of the file as claims.

    Raises InvalidValue (file: it is damaged, hostile or of a newer format; accounts; slug), AlreadyExists (slug),
    NotAllowed, NotFound, QuotaExceeded, FileTooLarge, StoreUnavailable.
    """
    options = options or ProjectOptions()
    if options.into is None:
        authorize_organization(actor=actor)
    else:
        authorize(actor=actor, action=Action.IMPORT, project_id=options.into.pk)
    progress = _Progress(report)
    # Read twice: nothing is written before every hash and every reference is right.
    survey = survey_file(source, step=progress.step)
    run = _Import(actor=actor, survey=survey, options=options)
    progress.total = 2 * sum(survey.counts.values())
    try:
        run_in = in_rehearsal if options.is_rehearsal else in_transaction
        return run_in(lambda tell: run.write(source, step=progress.telling(tell)), report=report)
    except (IntegrityError, DataError) as error:
        raise damaged(f"The project file contradicts itself: {error}".splitlines()[0] + ".") from error


@dataclass
class _Progress:
    report: Report
    done: int = 0
    total: int = 0

    def step(self, rows: int) -> None:
        self.done += rows
        self.report(self.done, max(self.done, self.total))

    def telling(self, report: Report) -> Callable[[int], None]:
        """Return `step` for the thread that writes."""
        self.report = report
        return self.step


@dataclass(frozen=True)
class _Import:
    actor: Actor
    survey: Survey
    options: ProjectOptions

    def write(self, source: Path, *, step: Callable[[int], None]) -> ProjectSummary:
        """Write the file into the project, in the transaction that is open."""
        project, standing = self._project()
        identities = Identities(project=project, survey=self.survey)
        identities.settle()
        chosen = self._chosen()
        people = match_people(
            survey=self.survey,
            importer=self.actor.user,
            chosen=chosen,
            members_of=None if self.actor.manages_every_project else project,
        )
        reader = RowReader(self.actor, project, identities, people, clock.now())
        writer = RowWriter(reader, TextWriter(reader), standing)
        for member, name in members_of(source):
            rows = None if name is None else list(parse_rows(member.data()))
            if rows is not None:
                _write_list(writer, name=str(name), rows=rows)
                step(len(rows))
            elif member.name.startswith("bodies/"):
                writer.texts.take(member)
            elif member.name.startswith("bytes/"):
                writer.take_bytes(member)
        writer.texts.finish()
        writer.finish()
        documents = self.survey.ids.get(DOCUMENTS.name, ())
        written = [identities.now(pk) for pk in documents if pk not in identities.matched]
        _write_search_entries(written)
        _refuse_passed_quota(project, importer=self.actor.user)
        refuse_excess(project.pk)
        prove(project.pk)
        if writer.counts.total():
            self._record(project, counts=writer.counts, accounts=chosen)
        known = [identities.now(pk) for pk in documents if pk in identities.matched]
        foreseen = foreseen_of({NEW: written, KNOWN: known}, project=project) if self.options.is_rehearsal else []
        return ProjectSummary(
            project,
            writer.counts,
            len(known),
            people.unknown(),
            notes=list(notes_on(self.survey, standing=standing)),
            left_out=list(lacking_versions(identities)),
            foreseen=foreseen,
        )

    def _chosen(self) -> dict[str, str]:
        """Return which accounts people get. Those that are created are gone with a rehearsal. Raises NotAllowed."""
        chosen, create = dict(self.options.accounts), self.options.create_person
        if create is not None:
            chosen |= create_accounts(create, actor=self.actor, survey=self.survey, chosen=chosen)
        return chosen

    def _project(self) -> tuple[Project, Standing]:
        """Return the project to write into. The lock of its tree keeps others from adding documents meanwhile."""
        if self.options.into is not None:
            project = Project.objects.select_for_update(no_key=True).get(pk=self.options.into.pk)
            # An upload of the same bytes would not count those of the file, nor the import those of the upload.
            lock_all_bytes(project.pk)
            return project, Standing.of(project, is_new=False)
        project = self._new_project()
        insert_copies([project])
        return project, Standing.of(project, is_new=True)

    def _new_project(self) -> Project:
        """Return the project of the file under a free id, not stored. Raises AlreadyExists, InvalidValue."""
        slug = self.options.slug or str(self.survey.project.get("slug"))
        check_project_slug(slug)
        if Project.objects.filter(slug=slug).exists():
            raise AlreadyExists(f"A project with the slug {slug} already exists.", field="slug")
        fresh = Project()
        reader = RowReader(
            self.actor,
            fresh,
            Identities(project=fresh, survey=self.survey),
            match_people(survey=self.survey, importer=self.actor.user, chosen={}, members_of=None),
            clock.now(),
        )
        project: Project = reader.read(PROJECT, self.survey.project)
        own = UUID(self.survey.project["id"])
        project.pk, project.slug = fresh.pk if Project.objects.filter(pk=own).exists() else own, slug
        return project

    def _record(self, project: Project, *, counts: Counter[str], accounts: dict[str, str]) -> None:
        if counts["members"]:
            note_access_change()
        record(
            actor=self.actor,
            verb=Verb.PROJECT_IMPORTED,
            project_id=project.pk,
            slug=project.slug,
            counts=dict(counts),
            accounts=accounts,
        )


def _write_list(writer: RowWriter, *, name: str, rows: list[JsonRow]) -> None:
    if name == TEXTS:
        writer.texts.announce(rows)
    elif name != PEOPLE:
        # All texts come before what refers to them.
        writer.texts.finish()
        writer.write(KINDS[name], iter(rows))


def _refuse_passed_quota(project: Project, *, importer: User) -> None:
    column = QuotaColumn("pk", Value(importer.pk, output_field=UUIDField()))
    refuse_passed(read_quota(Project.objects.annotate(quota=column).get(pk=project.pk)))
    # The files of unknown people are the importer's now, who did not upload them. Only the project's limit counts.
    refuse_file_bytes(project_id=project.pk, adding=0)


def _write_search_entries(documents: list[UUID]) -> None:
    for part in chunks(documents):
        rows = list(Document.objects.filter(pk__in=part).select_related("current"))
        shelf = Blob.objects.delta_store([row.current.body_id for row in rows if row.current is not None])
        entries = []
        for row in rows:
            version = row.current
            if version is None:
                entries.append(SearchEntry.of(row))
            else:
                read = shelf.chain(version.body_id).text
                text = plain_words(read, content_type=version.content_type, language=row.language)
                entries.append(SearchEntry.of(row, description=version.description, text=text))
        SearchEntry.objects.write(entries)
