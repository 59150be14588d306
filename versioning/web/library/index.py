"""`/`: the library, with the documents that the person may read, their tree and the search."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.models import Document, Draft, Language
from versioning.models.document import DocumentQuerySet
from versioning.models.sql.keyset import Keyset
from versioning.models.sql.prepared_list import BoundList, Narrowed, Narrowing
from versioning.policies import Action, Decision, decide
from versioning.services.documents.highlights import Highlights, highlights
from versioning.web.desk import DeskView
from versioning.web.forms import PlainForm
from versioning.web.library.locations import Location, find_location

PAGE = 50
SHOWN_DRAFTS = 3
# The choice of the field `drafts` that searches open drafts instead of what readers see.
FOUND = "found"
LONGEST_SEARCH = 200
# The element that htmx asks for alone.
RESULTS = "results"
# Each order ends with the id, so that the order of a page is total and its cursor exact.
NEAREST, LATEST = "relevance", "updated"
ORDERS = {
    NEAREST: ("distance", "id"),
    LATEST: ("-updated_at", "-id"),
    "title": ("title", "id"),
    "created": ("-created_at", "-id"),
}
# The filters by drafts.
DRAFTS: dict[str, Callable[[DocumentQuerySet], DocumentQuerySet]] = {
    "open": DocumentQuerySet.having_draft,
    "outdated": DocumentQuerySet.having_outdated_draft,
    "none": DocumentQuerySet.without_draft,
    FOUND: DocumentQuerySet.having_draft,
}
LABELS = {NEAREST: "Best match", LATEST: "Last updated", "title": "Title", "created": "Newest"}


class LibraryFilter(PlainForm):
    """The query string of the page. Every field is optional."""

    q = forms.CharField(max_length=LONGEST_SEARCH, required=False, label="Search")
    project = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    workspace = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.UUIDField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=(
            ("", "Any status"),
            ("published", "Published"),
            ("draft", "Never published"),
            ("archived", "Archived"),
        ),
        required=False,
        label="Status",
    )
    kind = forms.ChoiceField(choices=(("", "Any kind"), *Document.Kind.choices), required=False, label="Kind")
    drafts = forms.ChoiceField(
        choices=(
            ("", "Any drafts"),
            (FOUND, "Search in open drafts"),
            ("open", "With an open draft"),
            ("outdated", "With an outdated draft"),
            ("none", "Without a draft"),
        ),
        required=False,
        label="Drafts",
    )
    language = forms.ChoiceField(required=False, label="Language")
    order = forms.ChoiceField(choices=(("", "Default order"), *LABELS.items()), required=False, label="Order")
    cursor = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer_languages(self, languages: Sequence[Language]) -> None:
        """Offer the project's languages as choices."""
        self.languages = [language.code for language in languages]
        choices = [(language.code, language.name) for language in languages]
        self.fields["language"].choices = [("", "Any language"), *choices]  # type: ignore[attr-defined]
        # One language is no choice.
        if len(choices) < 2:
            del self.fields["language"]

    def value(self, name: str) -> Any:
        """Return a field's value, or an empty string if it is missing or invalid."""
        return self.cleaned_data.get(name) or ""

    @property
    def order_by(self) -> str:
        """A key of ORDERS. Without a search there is no best match."""
        order: str = self.value("order")
        is_ranked = bool(self.value("q")) and not self.is_in_drafts
        if order == NEAREST and not is_ranked:
            return LATEST
        return order or (NEAREST if is_ranked else LATEST)

    @property
    def is_in_drafts(self) -> bool:
        """Whether the search looks through open drafts."""
        return bool(self.value("q")) and self.value("drafts") == FOUND

    @property
    def narrows(self) -> bool:
        """Whether a filter or a search hides some documents."""
        return any(self.value(name) for name in ("q", "status", "kind", "drafts", "language"))

    def narrow(self, rows: DocumentQuerySet) -> DocumentQuerySet:
        """Return the documents that match the search and the filters."""
        if self.value("status"):
            rows = rows.with_status(self.value("status"))
        if self.value("drafts"):
            rows = DRAFTS[self.value("drafts")](rows)
        rows = rows.narrowed(kind=self.value("kind"), language=self.value("language"))
        if self.is_in_drafts:
            found = Draft.objects.matching(self.value("q"), languages=self.languages)
            return rows.filter(pk__in=found.values("document"))
        # Last of all: the best of those documents that the filters leave.
        search = rows.best_matching if self.order_by == NEAREST else rows.matching
        # The documents of one project are not counted: the databases know how many there are.
        return search(self.value("q"), languages=self.languages, few_rows=0) if self.value("q") else rows


@dataclass(frozen=True)
class LibraryRow:
    """One document of the list. `drafts` are the open drafts that were saved last."""

    document: Document
    drafts: Sequence[Draft]
    highlights: Highlights | None

    @property
    def more_drafts(self) -> int:
        """How many open drafts are not in `drafts`."""
        return self.drafts[0].open_drafts - len(self.drafts) if self.drafts else 0  # type: ignore[attr-defined]


class LibraryPage(DeskView):
    """One page of documents, by key. Its URL says all that it shows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LibraryFilter(request.GET)
        # Invalid values are ignored: a stale link still shows the library.
        form.is_valid()
        location = self._find_location(form)
        # The languages are those of the project, which is known only now. So the form is cleaned again.
        form.offer_languages(self._languages(location))
        form.full_clean()
        rows, cursor = self._rows(form, location=location)
        context = {
            "form": form,
            "location": location,
            "rows": rows,
            "in_drafts": form.is_in_drafts,
            "drafts_url": self._page_url(drafts=FOUND) if form.value("q") and not form.value("drafts") else "",
            "next": self._page_url(cursor=cursor) if cursor else "",
            "first": self._page_url() if form.value("cursor") else "",
            "query": form.value("q"),
            "may_create": self._may(Action.CREATE_DOCUMENT, location),
            "may_import": self._may(Action.IMPORT, location),
        }
        if request.headers.get("HX-Target") == RESULTS:
            return self.page("desk/library/_library_results.html", **context)
        return self.page(
            "desk/library/index.html", tree=location.tree(), may_trash=self._may(Action.TRASH, location), **context
        )

    def _find_location(self, form: LibraryFilter) -> Location:
        return find_location(
            actor=self.actor,
            project=form.value("project"),
            workspace=form.value("workspace") or None,
            category=form.value("category") or None,
        )

    def _languages(self, location: Location) -> Sequence[Language]:
        return [] if location.project is None else list(Language.objects.filter(project=location.project))

    def _may(self, action: Action, location: Location) -> Decision | None:
        if location.project is None:
            return None
        return decide(actor=self.actor, action=action, project_id=location.project.pk)

    def _rows(self, form: LibraryFilter, *, location: Location) -> tuple[list[LibraryRow], str | None]:
        if location.project is None:
            return [], None
        order = ORDERS[form.order_by]
        filters = [(name, value) for name, value in self.request.GET.items() if value and name != "cursor"]
        keyset = Keyset.of_list(self.request.path, filters=filters, order=order)
        rows: DocumentQuerySet | BoundList[Document]
        if form.value("q"):
            rows = form.narrow(self._documents_below(location, project=location.project.pk))
        else:
            rows = Document.objects.library_visible_to(self.actor).narrowed(_conditions(form, location=location))
        after = form.value("cursor")
        documents, cursor = keyset.page(rows, size=PAGE, cursor=after or None)
        return _with_drafts(documents, highlighted=highlights(documents, asked=form.value("q"))), cursor

    def _documents_below(self, location: Location, *, project: UUID) -> DocumentQuerySet:
        """Return the documents of a location at all levels, for a search, with their search entries."""
        rows = Document.objects.searchable_in(project, by=self.actor).for_library().select_related("search_entry")
        if location.workspace is not None:
            rows = rows.filter(workspace=location.workspace.pk)
        return rows if location.category is None else rows.descendants_of(location.category.pk)

    def _page_url(self, **changes: str) -> str:
        """Return the URL of another page of the same list."""
        parameters = self.request.GET.copy()
        parameters.pop("cursor", None)
        for name, value in changes.items():
            parameters[name] = value
        return f"{self.request.path}?{parameters.urlencode()}"


def _conditions(form: LibraryFilter, *, location: Location) -> Narrowed:
    """Return the conditions of a list without a search. A category lists its children."""
    values = {
        "project": location.project and location.project.pk,
        "workspace": location.workspace and location.workspace.pk,
        "parent": location.category and location.category.pk,
        "kind": form.value("kind"),
        "language": form.value("language"),
    }
    chosen: dict[Hashable, Narrowing] = {}
    if status := form.value("status"):
        chosen["status", status] = partial(DocumentQuerySet.with_status, status=status)
    if drafts := form.value("drafts"):
        chosen["drafts", drafts] = DRAFTS[drafts]
    return Narrowed({name: value for name, value in values.items() if value}, chosen)


def _with_drafts(documents: list[Document], *, highlighted: dict[UUID, Highlights]) -> list[LibraryRow]:
    """Return the rows of the documents, with their open drafts from one query."""
    drafts: dict[UUID, list[Draft]] = {}
    by_key = {document.pk: document for document in documents}
    for document in documents:
        if document.current is not None:
            document.current.document = document
    for draft in Draft.objects.saved_last_of(documents, most=SHOWN_DRAFTS):
        draft.document = draft.version.document = by_key[draft.document_id]
        drafts.setdefault(draft.document_id, []).append(draft)
    return [LibraryRow(document, drafts.get(document.pk, ()), highlighted.get(document.pk)) for document in documents]
