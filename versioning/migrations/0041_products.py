"""Note what wrote an imported zip, and what its HTML becomes. Import from the API of Document360."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0040_layouts")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="product",
            field=models.CharField(
                blank=True,
                choices=[
                    ("files", "Markdown files"),
                    ("document360", "an export of Document360"),
                    ("confluence", "an HTML export of a Confluence space"),
                    ("notion", "an export of Notion"),
                    ("word", "a Word document"),
                ],
                db_default="",
                default="",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="content_type",
            field=models.CharField(
                choices=[("markdown", "Markdown"), ("wysiwyg", "Wysiwyg"), ("block", "Block")],
                db_default="markdown",
                default="markdown",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="kind",
            field=models.CharField(
                choices=[
                    ("zip_in", "import of a zip"),
                    ("bundle_in", "import of a git bundle"),
                    ("bundle_out", "export as a git bundle"),
                    ("project_in", "import of a project file"),
                    ("api_in", "import from Document360"),
                    ("project_out", "export as a project file"),
                ],
                max_length=11,
            ),
        ),
    ]
