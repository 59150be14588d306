"""What `/metrics` shows of the database's rows. `versioning.ops`, which answers it, knows no models."""

from versioning.models import Delivery, Transfer
from versioning.ops.metrics.instruments import add_gauge


def register_gauges() -> None:
    add_gauge(
        "stemma_transfers",
        "Imports and exports that wait or run.",
        label="status",
        read=Transfer.objects.count_unfinished,
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_webhook_pending_seconds",
        "For how long the oldest delivery to a webhook has been waiting.",
        label="delivery",
        read=Delivery.objects.seconds_waiting,
        mode="livemostrecent",
    )
