"""What the desk's forms share."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import NotAllowed, NotFound, VersioningError


class PlainForm(forms.Form):
    """Labels without a colon at their end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ServiceForm(PlainForm):
    """Its values go to a service; `named` maps the service's names of fields to the form's, where they differ."""

    named: ClassVar[dict[str, str]] = {}

    def refuse(self, refusal: VersioningError) -> None:
        """Tell it beside the field that it names, else above all fields."""
        field = refusal.data.get("field", "")
        field = self.named.get(field, field)
        self.add_error(field if field in self.fields else None, refusal.message)


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
                form.refuse(refusal)
        return self.show(form, status=422)

    def make_form(self, data: Any = None) -> ServiceForm:
        return self.form_class(data)

    def send(self, form: Any) -> HttpResponse:
        """Call the service with the form's values. May raise VersioningError."""
        raise NotImplementedError

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        """The page with the form on it."""
        raise NotImplementedError
