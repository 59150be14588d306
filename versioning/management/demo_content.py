"""Replay the story of the demo through the services. Each act is done by its person and dated with its moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from versioning import clock
from versioning.management.demo_story import Act, Story
from versioning.models import Actor, Document, Draft, Project, Role, User, Version
from versioning.services.access.add_member import add_member
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.documents.translate_document import translate_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_project import create_project
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

ROLES = {role.label: role for role in Role}


def replay_story(*, story: Story, slug: str) -> Project:
    """Return the project with its whole history. The people of the story cannot sign in."""
    with clock.at(story.begins_at):
        project = create_project(actor=system_actor(), slug=slug, name=story.name, language=story.language)
        for language in {each["language"] for each in story.documents.values() if "language" in each}:
            add_language(actor=system_actor(), project=project, code=language)
        actors = {who: _join(project=project, username=who, **person) for who, person in story.people.items()}
    replay = _Replay(project=project, tables=story.documents, actors=actors)
    for act in story.acts:
        with clock.at(act.at):
            replay.do(act)
    return project


def _join(*, project: Project, username: str, name: str, email: str, role: str) -> Actor:
    """Make the person a member of the project. Reuse the account of an earlier demo."""
    user = User.objects.filter(username=username).first() or create_user(
        actor=system_actor(), username=username, name=name, email=email
    )
    add_member(actor=system_actor(), project=project, user=user, role=ROLES[role])
    return Actor(user=user)


@dataclass
class _Replay:
    """The story while it is replayed.

    `tables` describe the documents of the story. `documents` holds those that exist so far.
    """

    project: Project
    tables: Mapping[str, Mapping[str, Any]]
    actors: Mapping[str, Actor]
    documents: dict[str, Document] = field(default_factory=dict)

    def do(self, act: Act) -> None:
        # Later acts of the same document fork it, the first one creates it.
        verbs: dict[str, Callable[[Act], object]] = {
            "forked": self._fork if act.version.document in self.documents else self._create,
            "saved": self._save,
            "synced": lambda act: sync_draft(actor=self._who(act), draft=self._draft(act)),
            "published": lambda act: publish_version(actor=self._who(act), version=self._version(act)),
            "promoted": self._promote,
            "discarded": lambda act: discard_draft(actor=self._who(act), draft=self._draft(act)),
            "archived": lambda act: archive_version(actor=self._who(act), version=self._version(act)),
        }
        verbs[act.verb](act)

    def _create(self, act: Act) -> None:
        snapshot, table = act.version, self.tables[act.version.document]
        values = {key: table[key] for key in ("title", "description") if key in table}
        text = NewText(**values, body=snapshot.body, content_type=snapshot.content_type)
        if "translates" in table:
            original = self.documents[table["translates"]]
            draft = translate_document(actor=self._who(act), original=original, language=table["language"], text=text)
        else:
            draft = create_document(
                actor=self._who(act),
                workspace=self.project.workspaces.get(),
                text=replace(text, name=snapshot.name),
                placement=Placement(
                    kind=table.get("kind", Document.Kind.ARTICLE),
                    parent_id=self.documents[table["below"]].pk if "below" in table else None,
                    order=table["order"],
                ),
            )
        self.documents[snapshot.document] = draft.document

    def _fork(self, act: Act) -> None:
        mode = ForkMode.FREE if act.version.free_standing else ForkMode.STRICT
        document, source = self.documents[act.version.document], act.version.source
        fork_document(actor=self._who(act), document=document, mode=mode, source=source, name=act.version.name)

    def _save(self, act: Act) -> None:
        save_draft(actor=self._who(act), draft=self._draft(act), changes={"body": act.version.body})

    def _promote(self, act: Act) -> None:
        version = self._version(act)
        if version.status == Version.Status.DRAFT:
            publish_and_promote(actor=self._who(act), draft=self._draft(act))
        else:
            promote_version(actor=self._who(act), version=version)

    def _who(self, act: Act) -> Actor:
        return self.actors[act.who]

    def _version(self, act: Act) -> Version:
        versions = self.documents[act.version.document].versions.select_related("document", "source")
        return versions.get(number=act.version.number)

    def _draft(self, act: Act) -> Draft:
        drafts = self.documents[act.version.document].drafts.select_related("document", "version__source")
        return drafts.get(version__number=act.version.number)
