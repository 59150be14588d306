"""What `/metrics` shows of the database's rows. `versioning.ops`, which answers it, knows no models."""

from versioning.models import Transfer
from versioning.ops.metrics.instruments import add_gauge


def register_gauges() -> None:
    add_gauge(
        "stemma_transfers",
        "Imports and exports that wait or run.",
        label="status",
        read=Transfer.objects.count_unfinished,
        mode="livemostrecent",
    )
