"""The events of the project, read from the table: `python -m tests.benchmarks.inside.event_rows`."""

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from versioning.models import Event

if __name__ == "__main__":
    rows = Event.objects.filter(project__slug=PROJECT).order_by("pk").values_list("pk", "verb", "document")
    say([[pk, verb, None if document is None else str(document)] for pk, verb, document in rows])
