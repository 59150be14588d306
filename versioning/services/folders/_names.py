"""Check what people choose for a folder."""

from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Folder
from versioning.models.files.folder import COLOR
from versioning.models.limits import LARGEST_ORDER
from versioning.services.kernel.names import check_name


def check_folder(*, name: str | None, order: int | None, color: str | None) -> None:
    """Raise InvalidValue for a value that cannot be stored. None is not checked."""
    if name is not None:
        check_name(name)
    if order is not None and abs(order) > LARGEST_ORDER:
        raise InvalidValue(f"order must be between -{LARGEST_ORDER} and {LARGEST_ORDER}.", field="order")
    if color and not COLOR.fullmatch(color):
        raise InvalidValue("color must be # and six hexadecimal digits.", field="color")


def name_taken(folder: Folder) -> AlreadyExists:
    """Return the refusal of a name that another folder in the same place has."""
    return AlreadyExists(f"There is a folder named {folder.name} in this place already.", field="name")
