"""Base classes of the desk's forms."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import NotAllowed, NotFound, VersioningError

# The rules of AUTH_PASSWORD_VALIDATORS in one sentence.
PASSWORD_HELP = "At least 8 characters. Not a common password, your name, or a simple pattern."  # noqa: S105  words


class PlainForm(forms.Form):
    """A form whose labels have no colon at their end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ServiceForm(PlainForm):
    """A form whose values go to a service. `named` maps the service's field names to the form's if they differ."""

    named: ClassVar[dict[str, str]] = {}

    def refuse(self, refusal: VersioningError) -> None:
        """Show the refusal beside the field that it names, or above all fields."""
        field = refusal.data.get("field", "")
        field = self.named.get(field, field)
        # A field that this form does not show cannot carry the message.
        self.add_error(field if field in self.fields else None, refusal.message)


class PasswordTwiceForm(ServiceForm):
    """A form with a new password, entered twice. `cleaned_data` has it once."""

    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )
    again = forms.CharField(
        label="Confirm password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        # If one of the two is missing, its own error is enough.
        if "password" in values and values.get("again") not in (None, values["password"]):
            self.add_error("again", "The passwords don't match.")
        values.pop("again", None)
        return values


class FormMixin:
    """GET shows the form, POST sends it to a service. Errors are shown beside the fields, with status 422."""

    form_class: type[ServiceForm]

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                return self.send(form)
            # These are about the page, not about a value: DeskView answers them.
            except (NotFound, NotAllowed):
                raise
            except VersioningError as refusal:
                form.refuse(refusal)
        return self.show(form, status=422)

    def make_form(self, data: Any = None) -> ServiceForm:
        """Return the form, unbound if there is no data."""
        return self.form_class(data)

    def send(self, form: Any) -> HttpResponse:
        """Call the service with the form's values. Raises VersioningError if it refuses."""
        raise NotImplementedError

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Return the page with the form on it."""
        raise NotImplementedError
