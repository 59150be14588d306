"""The location of a library page: a project, perhaps a workspace and a category in it, and the tree around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from versioning.exceptions import NotFound
from versioning.models import Actor, Document, Project, Workspace
from versioning.models.sql.annotations import annotation

# A tree with more lines is of no use, and must not cost more with every workspace that exists.
MOST_WORKSPACES = 500
MOST_CATEGORIES = 500


@dataclass(frozen=True)
class Node:
    """A line of the tree. `children` are empty unless the node is open."""

    name: str
    url: str
    is_here: bool = False
    is_open: bool = False
    children: Sequence["Node"] = ()


@dataclass(frozen=True)
class Location:
    """What the URL names. `workspaces` are all that the actor may read, `path` the categories from top level down."""

    workspaces: Sequence[Workspace]
    project: Project | None
    workspace: Workspace | None
    path: Sequence[Document]

    @property
    def category(self) -> Document | None:
        return self.path[-1] if self.path else None

    @property
    def name(self) -> str:
        """The name of the narrowest part."""
        return str(self.category or self.workspace or self.project)

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters that lead to this location."""
        if self.category is not None:
            return {"category": str(self.category.pk)}
        if self.workspace is not None:
            return {"workspace": str(self.workspace.pk)}
        return {} if self.project is None else {"project": self.project.slug}

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)

    @property
    def url(self) -> str:
        return _library_url(**self.parameters)

    @property
    def open_workspace(self) -> Workspace | None:
        """The workspace whose categories the tree shows: the one of this location, or the project's only one."""
        own = self.workspaces_of_project
        return self.workspace or (own[0] if len(own) == 1 else None)

    @property
    def workspaces_of_project(self) -> list[Workspace]:
        project = self.project
        return [each for each in self.workspaces if project is not None and each.project_id == project.pk]

    def tree(self) -> list[Node]:
        """Return the projects. The project of this location is open down to this location."""
        # A dictionary keeps each project once, in the order of its workspaces.
        projects: dict[UUID, Project] = {each.project_id: each.project for each in self.workspaces}
        return [self._project_node(project) for project in projects.values()]

    def _project_node(self, project: Project) -> Node:
        is_open = self.project is not None and project.pk == self.project.pk
        return Node(
            name=project.name,
            url=_library_url(project=project.slug),
            is_here=is_open and self.workspace is None,
            is_open=is_open,
            children=self._workspace_nodes() if is_open else (),
        )

    def _workspace_nodes(self) -> Sequence[Node]:
        # A project's only workspace needs no line of its own: its categories follow the project at once.
        if len(self.workspaces_of_project) == 1:
            return self._categories_of(self.workspaces_of_project[0])
        return [self._workspace_node(workspace) for workspace in self.workspaces_of_project]

    def _workspace_node(self, workspace: Workspace) -> Node:
        is_open = self.open_workspace is not None and self.open_workspace.pk == workspace.pk
        return Node(
            name=workspace.name,
            url=_library_url(workspace=str(workspace.pk)),
            is_here=self.workspace is not None and workspace.pk == self.workspace.pk and self.category is None,
            is_open=is_open,
            children=self._categories_of(workspace) if is_open else (),
        )

    def _categories_of(self, workspace: Workspace) -> Sequence[Node]:
        opened = [category.pk for category in self.path]
        # One query for all levels: the top level and the children of each open category.
        rows = Document.objects.in_tree(workspace.pk, opened=opened)[:MOST_CATEGORIES]
        children: dict[UUID | None, list[Document]] = {}
        for category in rows:
            children.setdefault(category.parent_id, []).append(category)
        return self._category_nodes(None, children=children, opened=set(opened))

    def _category_nodes(
        self, parent: UUID | None, *, children: Mapping[UUID | None, list[Document]], opened: set[UUID]
    ) -> list[Node]:
        return [
            Node(
                name=category.title,
                url=_library_url(category=str(category.pk)),
                is_here=self.category is not None and category.pk == self.category.pk,
                is_open=category.pk in opened,
                children=self._category_nodes(category.pk, children=children, opened=opened)
                if category.pk in opened
                else (),
            )
            for category in children.get(parent, ())
        ]


def find_location(*, actor: Actor, project: str, workspace: UUID | None, category: UUID | None) -> Location:
    """Return the location that a URL names by its narrowest part, or the first project if it names none.

    Makes two queries at most. Raises NotFound.
    """
    rows = Workspace.objects.choices_of(actor).with_role_of(actor).order_by("project__name", "project", "order", "slug")
    workspaces = list(rows[:MOST_WORKSPACES])
    for each in workspaces:
        # The role came with the row: keep it, so that no policy has to ask the database for it.
        if not actor.sees_every_project:
            actor.learn_role(project_id=each.project_id, role=annotation(each, "actor_role"))
    path = [] if category is None else _path_to(category)
    wanted = path[-1].workspace_id if path else workspace
    if wanted is not None:
        match = next((each for each in workspaces if each.pk == wanted), None)
    else:
        match = next((each for each in workspaces if project in ("", each.project.slug)), None)
    # Somebody without any project gets an empty library, not a 404, unless the URL names something.
    if match is None and (workspaces or wanted or project):
        raise NotFound("This location doesn't exist in the library.")
    return Location(
        workspaces=workspaces,
        project=None if match is None else match.project,
        workspace=None if wanted is None else match,
        path=path,
    )


def _path_to(pk: UUID) -> list[Document]:
    path = Document.objects.path_to(pk)
    if not path or path[-1].trashed_at is not None or path[-1].kind != Document.Kind.CATEGORY:
        raise NotFound("This category doesn't exist.")
    return path


def _library_url(**parameters: str) -> str:
    return f"{reverse('desk:library')}?{urlencode(parameters)}"
