"""Let a transfer import or export a project file."""

from django.db import migrations, models

KINDS = [
    ("zip_in", "import of a zip"),
    ("bundle_in", "import of a git bundle"),
    ("bundle_out", "export as a git bundle"),
    ("project_in", "import of a project file"),
    ("project_out", "export as a project file"),
]


class Migration(migrations.Migration):
    dependencies = [("versioning", "0033_folders_and_attachments")]

    operations = [
        migrations.AlterField("transfer", "kind", models.CharField(choices=KINDS, max_length=11)),
    ]
