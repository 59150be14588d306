"""Keep the indexes of events that frequent statements use, and no others.

Each change writes an event, and an imported version two of them. No frequent statement looked for events by person. The
saves of a draft are found among the events of its document. The lists of a document and of a project are read backwards.
New entries at the end of an ascending index leave full pages behind them, and at the beginning of a descending one half
full pages.
"""

from django.conf import settings
from django.db import migrations
from django.db.models import DO_NOTHING, PROTECT, ForeignKey, Index

from versioning.migrations._operations import AlterFieldIndex

ACTOR = ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, related_name="+")
VERSION = ForeignKey(
    "versioning.version", DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="events"
)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0037_document_links")]

    operations = [
        migrations.AddIndex("event", Index(fields=("document", "id"), name="event_by_document")),
        migrations.AddIndex("event", Index(fields=("project", "id"), name="event_by_project")),
        migrations.RemoveIndex("event", "event_document_id"),
        migrations.RemoveIndex("event", "event_project_id"),
        AlterFieldIndex("event", "actor", ACTOR),
        AlterFieldIndex("event", "version", VERSION),
    ]
