"""The words by which open drafts are found, and the addresses that drafts had. A job fills both from the change feed."""

from django.db import migrations, models
from django.db.models import CASCADE, BigAutoField, ForeignKey


class Migration(migrations.Migration):
    dependencies = [("versioning", "0037_document_links")]

    operations = [
        migrations.CreateModel(
            name="DraftAddress",
            fields=[
                ("identifier", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("version", ForeignKey("versioning.version", CASCADE, related_name="+")),
            ],
        ),
        migrations.CreateModel(
            name="DraftWord",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.BinaryField(max_length=240)),
                ("version", ForeignKey("versioning.version", CASCADE, db_index=False, related_name="+")),
            ],
            options={
                "indexes": [models.Index(fields=["word", "version"], name="draft_word")],
                "constraints": [models.UniqueConstraint(fields=("version", "word"), name="one_row_per_draft_and_word")],
            },
        ),
    ]
