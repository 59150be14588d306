"""Insert rows exactly as they are: no field sets a value of its own, such as the time of the insert."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Model


def insert_copies(rows: Sequence[Model]) -> None:
    """Insert rows of one model in their order, within the transaction that is open. Raises IntegrityError.

    Rows without a key get one from the database, and the objects do not get it. Columns that the database fills in
    itself are left to it.
    """
    if not rows:
        return
    connection, meta = connections[DEFAULT_DB_ALIAS], rows[0]._meta
    by_database = AutoField if rows[0].pk is None else ()
    columns = [each for each in meta.concrete_fields if each.has_default() or not each.has_db_default()]
    fields = [each for each in columns if not isinstance(each, by_database)]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places})", values)  # noqa: S608
