"""What the desk's forms share."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import NotAllowed, NotFound, VersioningError


def tell_beside_its_field(
    form: forms.BaseForm, *, refusal: VersioningError, names: Mapping[str, str] | None = None
) -> None:
    """Add a service's refusal to the form: beside the field that it names, else above all fields.

    `names` maps the service's names of fields to the form's, where they differ.
    """
    field = refusal.data.get("field", "")
    field = (names or {}).get(field, field)
    form.add_error(field if field in form.fields else None, refusal.message)


class ServiceForm(forms.Form):
    """Its values go to a service; `named` maps the service's names of fields to the form's, where they differ."""

    named: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class FormMixin:
    """GET shows the form and POST sends it to a service; what is wrong is told beside the fields, with 422."""

    form_class: type[ServiceForm]

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                return self.send(form)
            except (NotFound, NotAllowed):
                raise
            except VersioningError as refusal:
                tell_beside_its_field(form, refusal=refusal, names=form.named)
        return self.show(form, status=422)

    def make_form(self, data: Any = None) -> ServiceForm:
        return self.form_class(data)

    def send(self, form: Any) -> HttpResponse:
        """Call the service with the form's values. May raise VersioningError."""
        raise NotImplementedError

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        """The page with the form on it."""
        raise NotImplementedError
