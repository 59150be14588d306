"""A shelf can be walked in its order whatever the language, and so can the top of its tree."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("versioning", "0016_index_of_merges"),)
    operations = (
        migrations.AddIndex(
            "document",
            models.Index(
                fields=("workspace", "order", "id"),
                condition=models.Q(trashed_at=None),
                name="document_whole_shelf",
            ),
        ),
        migrations.RemoveIndex("document", "document_tree"),
        migrations.AddIndex(
            "document", models.Index(fields=("parent", "workspace", "order", "id"), name="document_tree")
        ),
        migrations.AlterField(
            "document",
            "parent",
            models.ForeignKey(
                "versioning.document",
                models.PROTECT,
                null=True,
                related_name="children",
                db_index=False,
            ),
        ),
    )
