"""What the desk's forms share."""

from collections.abc import Mapping

from django.forms import BaseForm

from versioning.exceptions import VersioningError


def tell_beside_its_field(form: BaseForm, *, refusal: VersioningError, names: Mapping[str, str] | None = None) -> None:
    """Add a service's refusal to the form: beside the field that it names, else above all fields.

    `names` maps the service's names of fields to the form's, where they differ.
    """
    field = refusal.data.get("field", "")
    field = (names or {}).get(field, field)
    form.add_error(field if field in form.fields else None, refusal.message)
