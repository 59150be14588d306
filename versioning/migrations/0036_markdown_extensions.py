"""Let a project choose the extensions of Markdown that its texts are rendered with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0035_rehearsals")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="markdown_extensions",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
