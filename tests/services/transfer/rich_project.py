"""A project with something of every kind that a project file holds, made through the services."""

from datetime import timedelta
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from tests.cast import Cast
from tests.git_repos import Repo
from tests.pictures import picture, stored
from tests.zips import make_zip
from versioning.models import Document, RetiredNumber, Schedule, Version
from versioning.services.documents.attach_file import attach_file
from versioning.services.documents.new_document import NewText
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.documents.update_settings import update_settings
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_branch import create_branch
from versioning.services.projects.create_workflow_status import NewWorkflowStatus, create_workflow_status
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.update_project import update_project
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule
from versioning.services.transfer.import_git import import_git
from versioning.services.transfer.import_zip import import_zip
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.trash_version import trash_version


def make_rich(cast: Cast, folder: Path) -> None:
    """Fill the project of the cast. `folder` is for the sources of imports."""
    category, document = _written(cast)
    _settings(cast, category, document)
    _left(cast)
    _imported(cast, folder)


def _written(cast: Cast) -> tuple[Document, Document]:
    """Categories, histories, drafts with saved revisions, translations, blocks and rich text."""
    file = stored(cast, picture("blue"), name="plan.png", alt_text="A plan")
    outer = create_folder(actor=cast.editor, project=cast.project, name="Pictures", color="#AABBCC")
    inner = create_folder(actor=cast.editor, project=cast.project, name="Plans", parent=outer)
    file = move_file(actor=cast.editor, file=file, folder=inner)
    tag_file(actor=cast.editor, file=file, names=["plan"])
    category = cast.document("Guides", "About guides.\n", kind="category", order=7)
    attach_file(actor=cast.editor, document=category, file=file)
    document = cast.document("Refunds", "One.\n" * 50, parent_id=category.pk, fields={"key": ["ünï", 1.5, None]})
    for number in range(5):
        cast.version(document, "One.\n" * 50 + f"Line {number}.\n![Plan]({file.url}) /d/{document.identifier}/\n")
    placed = {"hidden": True, "parent_id": category.pk, "order": -3}
    cast.document("Rich", "<p>Rich &amp; text</p>", content_type="wysiwyg", **placed)
    cast.document("Blocks", '{"blocks": [{"type": "paragraph", "data": {"text": "Hi"}}]}', content_type="block")
    cast.document("안내 Größe", "세계\n", slug="안내")
    branch = create_branch(actor=cast.editor, project=cast.project, name="spring")
    draft = cast.save(cast.fork(document, ForkMode.STRICT), body="Saved once.\n")
    cast.save(draft, body="Saved twice.\n", title="Refunds, new")
    free = cast.save(cast.fork(document), description="Only this")
    cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)
    cast.version(document, "Two.\n" * 50)
    sync_draft(actor=cast.editor, draft=free)
    return category, document


def _settings(cast: Cast, category: Document, document: Document) -> None:
    """Languages, workspaces, the workflow, presentations and schedules."""
    add_language(actor=cast.manager, project=cast.project, code="de")
    original = cast.document("Hello", "Hello.\n")
    german = NewText(title="Hallo", body="Hallo.\n")
    translate_document(actor=cast.editor, original=original, language="de", text=german)
    create_workspace(actor=cast.manager, project=cast.project, slug="next", name="Next")
    status = create_workflow_status(actor=cast.manager, project=cast.project, new=NewWorkflowStatus(name="Review"))
    create_workflow_status(
        actor=cast.manager, project=cast.project, new=NewWorkflowStatus(name="Done", following=[status])
    )
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk, comment="Look at it.")
    update_settings(
        actor=cast.editor, document=document, changes={"tags": ["a", "b"], "icon": "x"}, related_ids=[original.pk]
    )
    update_document(actor=cast.editor, document=original, changes={"parent_id": category.pk, "order": 3})
    plan = Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1))
    schedule = schedule_version(actor=cast.publisher, version=_current(original), plan=plan)
    unschedule(actor=cast.publisher, schedule=schedule)


def _left(cast: Cast) -> None:
    """What is in the trash, archived, or discarded."""
    gone = cast.document("Gone", "Gone.\n")
    trash_document(actor=cast.manager, document=gone)
    old = cast.document("Old", "First.\n")
    first = _current(old)
    cast.version(old, "Second.\n")
    trash_version(actor=cast.manager, version=first)
    discard_draft(actor=cast.editor, draft=cast.fork(old))
    # As a purge leaves it.
    Document.objects.filter(pk=old.pk).update(last_number=F("last_number") + 1)
    RetiredNumber.objects.create(document=old, number=Document.objects.get(pk=old.pk).last_number)
    archived = cast.document("Archived", "Once.\n")
    archive_version(actor=cast.publisher, version=_current(archived))


def _imported(cast: Cast, folder: Path) -> None:
    """A git history with a picture, and a zip."""
    repo = Repo(folder / "repo")
    repo.write("guide/a.md", "---\ntags: [x]\n---\n# A\n\n![](p.png)\n")
    repo.write("guide/p.png", picture("green"))
    repo.commit("Begin\n")
    repo.write("guide/a.md", "---\ntitle: A\naliases: [First]\n---\n# A\n\nChanged, see [b](b.md) and [c](c.md).\n")
    repo.write("guide/b.md", "+++\nweight = 2\n+++\n# B\n\n[[First]] [[Nobody]] [a](../guide/a.md)\n\n> [!tip] Look\n")
    repo.commit("Change\n")
    import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=lambda *_: None)
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": ["wiki_links", "math"]})
    source = make_zip(folder, {"zip/b.md": "# B\n\n![](q.png)\n", "zip/q.png": picture("red")})
    import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda *_: None)


def _current(document: Document) -> Version:
    current = Document.objects.get(pk=document.pk).current_id
    assert current is not None
    return Version.objects.select_related("document__project").get(pk=current)
