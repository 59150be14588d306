from django.db.models import UUIDField, Value

from tests.cast import Cast, make_project
from versioning.models import Project
from versioning.models.quotas.usage import QuotaColumn, read_quota


def test_a_project_is_read_with_its_own_limits(cast: Cast) -> None:
    limited = make_project("limited")
    Project.objects.filter(pk=limited.pk).update(drafts_limit=7)
    person = Value(cast.editor.user.pk, output_field=UUIDField())
    projects = Project.objects.annotate(quota=QuotaColumn("pk", person))

    quotas = [read_quota(projects.get(pk=pk)) for pk in (cast.project.pk, limited.pk)]

    assert [quota.own_limits.drafts for quota in quotas] == [None, 7]
