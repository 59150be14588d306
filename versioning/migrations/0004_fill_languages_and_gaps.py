"""What rows of before have not yet: their projects' languages, workspaces in order, texts' names, known gaps."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, F

BATCH = 500


def add_languages(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of each project: its primary language, and those in which it has documents."""
    Project, Document, Language = (apps.get_model("versioning", name) for name in ("Project", "Document", "Language"))
    for project in Project.objects.iterator():
        used = Document.objects.filter(project=project).order_by().values_list("language", flat=True).distinct()
        codes = {project.language, *used}
        Language.objects.bulk_create(
            [Language(project=project, code=code) for code in sorted(codes)], ignore_conflicts=True
        )


def order_workspaces(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Workspace = apps.get_model("versioning", "Workspace")
    orders: dict[Any, int] = {}
    for pk, project in Workspace.objects.order_by("created_at", "pk").values_list("pk", "project"):
        orders[project] = orders.get(project, -1) + 1
        Workspace.objects.filter(pk=pk).update(order=orders[project])


def name_texts_by_their_first_document(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The translation key becomes the id of the document in the project's language, else of the oldest."""
    Document = apps.get_model("versioning", "Document")
    seen = None
    rows = Document.objects.order_by("project", "translation_key", "pk")
    rows = rows.values_list("project", "translation_key", "pk", "language", "project__language")
    group: list[Any] = []

    def rename() -> None:
        if not group:
            return
        first = next((pk for pk, language, primary in group if language == primary), group[0][0])
        Document.objects.filter(pk__in=[pk for pk, _, _ in group]).update(translation_key=first)

    for project, key, pk, language, primary in list(rows):
        if (project, key) != seen:
            rename()
            group, seen = [], (project, key)
        group.append((pk, language, primary))
    rename()


def retire_numbers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The gaps that `purge` left in histories before it wrote them down."""
    Document, Version, RetiredNumber = (
        apps.get_model("versioning", name) for name in ("Document", "Version", "RetiredNumber")
    )
    gapped = Document.objects.annotate(held=Count("versions")).filter(held__lt=F("last_number"))
    for pk, last in list(gapped.values_list("pk", "last_number")):
        held = set(Version.objects.filter(document=pk).values_list("number", flat=True))
        gaps = [RetiredNumber(document_id=pk, number=number) for number in range(1, last + 1) if number not in held]
        RetiredNumber.objects.bulk_create(gaps, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0003_languages_workflow_presentation")]

    operations = [
        migrations.RunPython(add_languages, migrations.RunPython.noop),
        migrations.RunPython(order_workspaces, migrations.RunPython.noop),
        migrations.RunPython(name_texts_by_their_first_document, migrations.RunPython.noop),
        migrations.RunPython(retire_numbers, migrations.RunPython.noop),
    ]
