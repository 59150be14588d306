"""Operations that Django does not have. Like every migration, they import nothing of the live code."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AlterField, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# Statements of each vendor that Stemma runs on: "sqlite" and "postgresql".
Statements = Mapping[str, Sequence[str]]

# SQLite runs triggers in an order that depends on when they were created, PostgreSQL by their names.
_CATALOGUES = {
    "sqlite": """
        SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stemma_%' ORDER BY rowid
    """,
    "postgresql": """
        SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal AND tgname LIKE 'stemma_%' AND pg_table_is_visible(tgrelid) ORDER BY tgname
    """,
}


class Trigger(NamedTuple):
    """A trigger of the database, with the statement that creates it again."""

    name: str
    table: str
    definition: str


class RunStatements(Operation):
    """Run statements of the database's vendor, in order and unchanged.

    RunPython could do so too. But Django builds the classes of all models anew before each, and that takes longer than
    the statements.
    """

    reversible = True

    def __init__(self, forwards: Statements, backwards: Statements) -> None:
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: the models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(self.forwards, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(self.backwards, schema_editor)

    def describe(self) -> str:
        return "Statements of this database"


def run_sql(*, forwards: Statements, backwards: Statements) -> RunStatements:
    """Return an operation that runs the statements of the database's vendor, in order and unchanged."""
    return RunStatements(forwards, backwards)


def _run(statements: Statements, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        # None: a percent sign in the statement is no placeholder.
        schema_editor.execute(statement, params=None)


def existing_triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Return the triggers that Stemma's migrations have created in this database so far."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUES[connection.vendor])
        return [Trigger(*row) for row in cursor.fetchall()]


def drop_triggers(triggers: Sequence[Trigger], schema_editor: BaseDatabaseSchemaEditor) -> None:
    for trigger in triggers:
        table = f" ON {trigger.table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {trigger.name}{table}", params=None)


def create_triggers(triggers: Sequence[Trigger], schema_editor: BaseDatabaseSchemaEditor) -> None:
    for trigger in triggers:
        schema_editor.execute(trigger.definition, params=None)


@contextmanager
def without_triggers(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """Drop Stemma's triggers for a block, and create them again if it succeeds. After a failure, a rollback does."""
    if not schema_editor.connection.in_atomic_block:
        raise ValueError("WithoutTriggers needs an atomic migration: a failure would leave no triggers.")
    triggers = existing_triggers(schema_editor.connection)
    drop_triggers(triggers, schema_editor)
    yield
    create_triggers(triggers, schema_editor)


class WithoutTriggers(SeparateDatabaseAndState):
    """Run operations while the database has none of Stemma's triggers, then create them again as they were.

    A migration needs it in two cases. SQLite alters most columns by building the table again: that loses the triggers
    of the table, and fails if a trigger of another table names it. On both databases, the triggers refuse a data
    migration that writes to columns which must not change.

    The definitions come from the database. So this stays right when a later migration changes a trigger. Raises
    ValueError in a migration that is not atomic.
    """

    def __init__(self, *operations: Operation) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with without_triggers(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with without_triggers(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class AlterFieldIndex(AlterField):
    """Create or drop the index of a field, and alter nothing else of it.

    On SQLite, AlterField would build the whole table again, and its triggers would be lost.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        field: Any = model._meta.get_field(self.name)
        if field.db_index:
            for statement in schema_editor._field_indexes_sql(model, field):  # type: ignore[attr-defined]
                schema_editor.execute(statement)
        else:
            named = {index.name for index in model._meta.indexes}
            names = schema_editor._constraint_names(  # type: ignore[attr-defined]
                model, [field.column], index=True, unique=False, primary_key=False, exclude=named
            )
            for name in names:
                schema_editor.execute(schema_editor.sql_delete_index % {"name": schema_editor.quote_name(name)})
