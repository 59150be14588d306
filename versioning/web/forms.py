"""Forms whose values go to a service, which may refuse them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import NotAllowed, NotFound, VersioningError

# The code of a fault that a service found.
REFUSED = "refused"


class ServiceForm(forms.Form):
    """A refusal of the service stands beside the field that it names."""

    # The service's name of a value: the form's field.
    named: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, refusal: VersioningError) -> None:
        field = refusal.data.get("field")
        field = self.named.get(field, field) if field else None
        self.add_error(field if field in self.fields else None, forms.ValidationError(refusal.message, code=REFUSED))


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
