"""Lists over many projects walk their order, too, instead of sorting all that there is."""

from django.db import migrations, models

LIVE = models.Q(trashed_at=None)


class Migration(migrations.Migration):
    dependencies = (("versioning", "0018_search_triggers"),)
    operations = (
        migrations.AddIndex(
            "document", models.Index(fields=("-updated_at", "-id"), condition=LIVE, name="document_all_updated")
        ),
        migrations.AddIndex(
            "document", models.Index(fields=("-created_at", "-id"), condition=LIVE, name="document_all_created")
        ),
        migrations.AddIndex(
            "document", models.Index(fields=("title", "id"), condition=LIVE, name="document_all_title")
        ),
    )
