"""The details of a document: its location, slug, order, visibility and translations."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import VersioningError
from versioning.models import Document, Language
from versioning.policies import Action, decide
from versioning.services.documents.new_document import NewText
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.update_document import update_document
from versioning.services.lookups import find_version
from versioning.web.desk import SeeOther
from versioning.web.forms import ServiceForm
from versioning.web.library.base import DocumentView
from versioning.web.toasts import toast

# A longer select box is of no use.
MOST_CATEGORIES = 500


class LocationForm(ServiceForm):
    """`revision` is the document's revision when the form was made, so that nobody's later change is overwritten."""

    named: ClassVar = {"parent_id": "category"}

    revision = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ChoiceField(required=False)
    slug = forms.CharField(max_length=255, label="Slug", help_text="The document's name in URLs.")
    order = forms.IntegerField(label="Order in its category", required=False)
    hidden = forms.BooleanField(required=False, label="Hide from readers' lists")

    def __init__(self, *, document: Document, data: Mapping[str, Any] | None = None) -> None:
        initial = {
            "revision": document.revision,
            "category": str(document.parent_id or ""),
            "slug": document.slug,
            "order": document.order,
            "hidden": document.hidden,
        }
        super().__init__(data, initial=initial)
        choices = {
            str(pk): title
            for pk, title in Document.objects.categories_of(document.workspace).exclude(pk=document.pk)[
                :MOST_CATEGORIES
            ]
        }
        # The present category may be beyond the first 500. Without it, saving would move the document.
        if document.parent is not None:
            choices[str(document.parent_id)] = document.parent.title
        self.fields["category"].choices = [("", "None (top level)"), *choices.items()]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """Return the values as `update_document` takes them. The form must be valid."""
        values = self.cleaned_data
        return {
            "parent_id": UUID(values["category"]) if values["category"] else None,
            "slug": values["slug"],
            "order": values["order"] or 0,
            "hidden": values["hidden"],
        }


class DetailsPage(DocumentView):
    """Everybody who may read the document sees this page. Editors may change it."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        return self._page(document=document, form=LocationForm(document=document))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier, action=Action.EDIT_DOCUMENT)
        form = LocationForm(document=document, data=request.POST)
        if form.is_valid() and self._write(document=document, form=form):
            toast(request, f"Saved the location of {document.title}.")
            return SeeOther(request.path)
        return self._page(document=document, form=form, status=422)

    def _write(self, *, document: Document, form: LocationForm) -> bool:
        """Return whether it was stored. If not, the form carries the refusal."""
        revision = form.cleaned_data["revision"]
        try:
            update_document(actor=self.actor, document=document, changes=form.changes(), expected_revision=revision)
        except VersioningError as refusal:
            form.refuse(refusal)
            return False
        return True

    def _page(self, *, document: Document, form: LocationForm, status: int = 200) -> HttpResponse:
        group = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
        translations = list(group.select_related("current").order_by("language"))
        taken = [translation.language for translation in translations]
        return self.document_page(
            "desk/library/details.html",
            document=document,
            tab="details",
            status=status,
            form=form,
            translations=translations,
            languages=Language.objects.filter(project=document.project_id).exclude(code__in=taken),
            may_edit=self._may(document, action=Action.EDIT_DOCUMENT),
            may_translate=self._may(document, action=Action.CREATE_DOCUMENT),
            may_trash=self._may(document, action=Action.TRASH),
        )

    def _may(self, document: Document, *, action: Action) -> object:
        return decide(actor=self.actor, action=action, project_id=document.project_id)


class TranslateView(DocumentView):
    """Start a document in another language. Its draft is a copy of the current text, to be translated."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        draft = translate_document(
            actor=self.actor,
            original=document,
            language=request.POST.get("language", ""),
            text=self._text(document),
        )
        toast(request, f"This draft is the translation into {draft.document.language}. Replace the original text.")
        return SeeOther(reverse("desk:draft", args=(draft.identifier,)))

    def _text(self, document: Document) -> NewText:
        """Return the current version's text, or the title alone if no version is current."""
        if document.current is None:
            return NewText(title=document.title)
        version = find_version(document=document, reference="current")
        return NewText(
            title=document.title,
            body=version.text,
            description=version.description,
            content_type=version.content_type,
        )
