from collections.abc import Iterator

import pytest
from django.db import connection

from tests.cast import make_cast
from tests.services.maintenance.broken_rows import COUNTING, Scene, drop
from versioning.migrations._operations import existing_triggers
from versioning.models.history.triggers import TRIGGERS
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.create_branch import create_branch


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    """Yield a project whose rows a test can break: the triggers that would refuse this are removed."""
    cast, foreign_cast = make_cast(), make_cast("foreign")
    category = cast.document("Guides", kind="category")
    document = cast.document(parent_id=category.pk)
    cast.version(document, "Second text.")
    branch = create_branch(actor=cast.editor, project=cast.project, name="spring")
    draft = cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)
    triggers = [trigger for trigger in existing_triggers(connection) if trigger.name in TRIGGERS]
    drop([trigger for trigger in triggers if not trigger.name.startswith(COUNTING)])
    scene = Scene(cast, document, category, draft, foreign_cast.document("Foreign"), foreign_cast, triggers)
    yield scene
    scene.restore_triggers()
