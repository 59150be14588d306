"""The events of the project, read from the table: `python -m tests.benchmarks.inside.event_rows`."""

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from versioning.models import Event

if __name__ == "__main__":
    events = Event.objects.filter(project__slug=PROJECT).order_by("pk").only("verb", "document")
    say([[event.pk, event.verb, event.document_id and str(event.document_id)] for event in events])
