"""Count again what projects and people use."""

from django.db import connection

from versioning.models import Actor
from versioning.models.files.file_count import correct_file_miscounts
from versioning.models.quotas.usage_recount import correct_miscounts
from versioning.policies import authorize_organization


def recount_usage(*, actor: Actor) -> int:
    """Correct the usage of every project and person, and the counts of files. Return how many were wrong.

    Raises NotAllowed.

    Safe beside any writer: the rows and their counts are compared, and corrected, by one statement each.
    """
    authorize_organization(actor=actor)
    return correct_miscounts(connection) + correct_file_miscounts(connection)
