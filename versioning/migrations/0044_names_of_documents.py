"""Let the job that follows links go through the whole feed again: it also writes the other names of documents."""

from typing import Any

from django.db import migrations, models


def follow_again(apps: Any, schema_editor: Any) -> None:
    apps.get_model("versioning", "FeedCursor").objects.filter(pk="links").delete()


def forget_names(apps: Any, schema_editor: Any) -> None:
    apps.get_model("versioning", "DocumentPath").objects.filter(origin=2).delete()


class Migration(migrations.Migration):
    dependencies = [("versioning", "0043_delivery_notices_and_ended_workers")]

    operations = [
        migrations.AlterField(
            model_name="documentpath",
            name="origin",
            field=models.PositiveSmallIntegerField(choices=[(0, "Git"), (1, "Zip"), (2, "Name")]),
        ),
        migrations.RunPython(follow_again, forget_names, elidable=True),
    ]
