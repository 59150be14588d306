"""Note what a preview of an import would do with each document."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("versioning", "0048_indexes_of_lists")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="foreseen",
            field=models.JSONField(blank=True, db_default=Value([], models.JSONField()), default=list),
        ),
    ]
