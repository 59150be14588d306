"""Find out which product wrote a zip."""

from collections.abc import Callable
from dataclasses import replace

from versioning.models import Transfer
from versioning.services.transfer._sources.confluence import is_confluence, read_confluence
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._sources.document360 import is_document360, read_document360
from versioning.services.transfer._sources.notion import is_notion, read_notion
from versioning.services.transfer._sources.pages import ConvertedSource
from versioning.services.transfer._sources.word import is_word, read_word
from versioning.services.transfer._zip.source import ZipSource

_Reader = Callable[[ZipSource, Conversion], ConvertedSource]
# In the order in which they are tried. The most certain signs come first.
_PRODUCTS: dict[str, tuple[Callable[[ZipSource], bool], _Reader]] = {
    Transfer.Product.WORD: (is_word, read_word),
    Transfer.Product.DOCUMENT360: (is_document360, read_document360),
    Transfer.Product.CONFLUENCE: (is_confluence, read_confluence),
    Transfer.Product.NOTION: (is_notion, read_notion),
}


def read_product(source: ZipSource, *, conversion: Conversion) -> ConvertedSource | None:
    """Return the pages of the product that wrote the zip, or None if it has Markdown files of its own.

    Raises InvalidValue (product) if it is not what the conversion says.
    """
    product = conversion.product or next((name for name, (fits, _) in _PRODUCTS.items() if fits(source)), "")
    if product not in _PRODUCTS:
        return None
    pages = _PRODUCTS[product][1](source, conversion)
    return replace(pages, note=f"Read as {Transfer.Product(product).label}. {source.note}".strip())
