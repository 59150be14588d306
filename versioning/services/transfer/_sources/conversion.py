"""What an uploaded file is, and what its texts become."""

from dataclasses import dataclass

from versioning.exceptions import InvalidValue
from versioning.models import Transfer, Version

CONTENT_TYPES = (Version.ContentType.MARKDOWN, Version.ContentType.WYSIWYG)


@dataclass(frozen=True)
class Conversion:
    """How to read a zip.

    `product` is one of Transfer.Product, or empty to recognize it. `content_type` is what HTML becomes. `name` is the
    name of the file as its owner knows it.
    """

    product: str = ""
    content_type: str = Version.ContentType.MARKDOWN
    name: str = ""

    @property
    def is_markdown(self) -> bool:
        return self.content_type == Version.ContentType.MARKDOWN


RECOGNIZED = Conversion()


def check_conversion(conversion: Conversion) -> None:
    """Raise InvalidValue (product, content_type) if there is no such thing."""
    if conversion.product and conversion.product not in Transfer.Product.values:
        raise InvalidValue(f"product must be one of {', '.join(Transfer.Product.values)}.", field="product")
    if conversion.content_type not in CONTENT_TYPES:
        raise InvalidValue("content_type must be markdown or wysiwyg.", field="content_type")
