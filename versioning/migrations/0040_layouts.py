"""Store how an import reads the folders of texts, and what it says of the whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0039_fewer_event_indexes")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="layout",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Detect automatically"),
                    ("docusaurus", "Docusaurus"),
                    ("mkdocs", "MkDocs"),
                    ("mdbook", "mdBook"),
                    ("hugo", "Hugo"),
                    ("gitbook", "GitBook"),
                    ("obsidian", "Obsidian"),
                    ("plain", "Plain folders"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="name_encoding",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="transfer",
            name="notes",
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
