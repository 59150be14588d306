"""Where in the library one is: a project, perhaps one of its workspaces, perhaps a category; and what lies around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from versioning.exceptions import NotFound
from versioning.models import Actor, Document, Project, Workspace
from versioning.models.sql.annotations import annotation

MOST_SHELVES = 500
MOST_CATEGORIES = 500


@dataclass(frozen=True)
class Node:
    """A line of the tree; `below` are those that lie in it, where it is open."""

    name: str
    url: str
    is_here: bool = False
    is_open: bool = False
    below: Sequence["Node"] = ()


@dataclass(frozen=True)
class Place:
    """`shelves` are all workspaces that the actor may look into; `line` the categories down to the one one is in."""

    shelves: Sequence[Workspace]
    project: Project | None
    workspace: Workspace | None
    line: Sequence[Document]

    @property
    def category(self) -> Document | None:
        return self.line[-1] if self.line else None

    @property
    def name(self) -> str:
        place = self.category or self.workspace or self.project
        return str(place)

    @property
    def parameters(self) -> dict[str, str]:
        """What of the address says where one is."""
        if self.category is not None:
            return {"category": str(self.category.pk)}
        if self.workspace is not None:
            return {"workspace": str(self.workspace.pk)}
        return {} if self.project is None else {"project": self.project.slug}

    @property
    def address(self) -> str:
        return urlencode(self.parameters)

    @property
    def url(self) -> str:
        return _address(**self.parameters)

    @property
    def opened_workspace(self) -> Workspace | None:
        """Whose categories the tree shows: the one that one is in, or the only one."""
        mine = self.workspaces
        return self.workspace or (mine[0] if len(mine) == 1 else None)

    @property
    def workspaces(self) -> list[Workspace]:
        return [shelf for shelf in self.shelves if self.project is not None and shelf.project_id == self.project.pk]

    def tree(self) -> list[Node]:
        """The projects; of the one that one is in, the workspaces, and the categories down to where one is."""
        seen: dict[UUID, Project] = {shelf.project_id: shelf.project for shelf in self.shelves}
        return [self._project_node(project) for project in seen.values()]

    def _project_node(self, project: Project) -> Node:
        is_open = self.project is not None and project.pk == self.project.pk
        return Node(
            name=project.name,
            url=_address(project=project.slug),
            is_here=is_open and self.workspace is None,
            is_open=is_open,
            below=self._shelves_of_project() if is_open else (),
        )

    def _shelves_of_project(self) -> Sequence[Node]:
        """Of the only workspace that a project has, the categories at once: it needs no line of its own."""
        if len(self.workspaces) == 1:
            return self._categories_of(self.workspaces[0])
        return [self._workspace_node(shelf) for shelf in self.workspaces]

    def _workspace_node(self, shelf: Workspace) -> Node:
        opened = self.opened_workspace
        is_open = opened is not None and opened.pk == shelf.pk
        return Node(
            name=shelf.name,
            url=_address(workspace=str(shelf.pk)),
            is_here=self.workspace is not None and shelf.pk == self.workspace.pk and self.category is None,
            is_open=is_open,
            below=self._categories_of(shelf) if is_open else (),
        )

    def _categories_of(self, shelf: Workspace) -> Sequence[Node]:
        opened = [category.pk for category in self.line]
        rows = Document.objects.in_tree(shelf.pk, opened=opened)[:MOST_CATEGORIES]
        below: dict[UUID | None, list[Document]] = {}
        for category in rows:
            below.setdefault(category.parent_id, []).append(category)
        return self._category_nodes(None, below=below, opened=set(opened))

    def _category_nodes(
        self, parent: UUID | None, *, below: Mapping[UUID | None, list[Document]], opened: set[UUID]
    ) -> list[Node]:
        return [
            Node(
                name=category.title,
                url=_address(category=str(category.pk)),
                is_here=self.category is not None and category.pk == self.category.pk,
                is_open=category.pk in opened,
                below=self._category_nodes(category.pk, below=below, opened=opened) if category.pk in opened else (),
            )
            for category in below.get(parent, ())
        ]


def find_place(*, actor: Actor, project: str, workspace: UUID | None, category: UUID | None) -> Place:
    """The place that an address names, its narrowest part first; without one, the first project.

    Two queries at most; the actor's roles come along. Raises NotFound.
    """
    rows = Workspace.objects.choices_of(actor).with_role_of(actor).order_by("project__name", "project", "order", "slug")
    shelves = list(rows[:MOST_SHELVES])
    for shelf in shelves:
        if not actor.sees_every_project:
            actor.learn_role(project_id=shelf.project_id, role=annotation(shelf, "actor_role"))
    line = [] if category is None else _line_to(category)
    wanted = line[-1].workspace_id if line else workspace
    if wanted is not None:
        found = next((shelf for shelf in shelves if shelf.pk == wanted), None)
    else:
        found = next((shelf for shelf in shelves if project in ("", shelf.project.slug)), None)
    if found is None and (shelves or wanted or project):
        raise NotFound("There is no such place in the library.")
    return Place(
        shelves=shelves,
        project=None if found is None else found.project,
        workspace=None if wanted is None else found,
        line=line,
    )


def _line_to(pk: UUID) -> list[Document]:
    line = Document.objects.path_to(pk)
    if not line or line[-1].trashed_at is not None or line[-1].kind != Document.Kind.CATEGORY:
        raise NotFound("There is no such category.")
    return line


def _address(**where: str) -> str:
    return f"{reverse('desk:library')}?{urlencode(where)}"
