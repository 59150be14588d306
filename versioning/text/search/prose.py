"""What a body says, line by line, without the markup that carries it: to be counted and compared."""

from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.refusals import RenderError
from versioning.text.search.plain import of_html


def prose(text: str, *, content_type: str) -> str:
    """Markdown is its own prose; of HTML and blocks, what stands between the tags that part words.

    A text that is no block document though it should be is taken as it is.
    """
    if content_type == "markdown":
        return text
    try:
        html = text if content_type == "wysiwyg" else blocks_to_html(text, clean=str)
    except RenderError:
        return text
    return "".join(f"{line}\n" for line in of_html(html, between="\n").splitlines() if line.strip())
