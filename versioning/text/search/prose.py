"""Extract the text of a body line by line, for counting and comparing words."""

from versioning.text.front_matter.split import split_front_matter
from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.refusals import RenderError
from versioning.text.search.plain import html_to_text


def prose(text: str, *, content_type: str) -> str:
    """Return the text of a body without HTML or JSON. Markdown is returned unchanged, but without front matter.

    Each tag that separates words ends a line. A text of the type `block` that is not a block document is returned
    unchanged.
    """
    # People write Markdown by hand, so its marks are part of what they change.
    if content_type == "markdown":
        return split_front_matter(text).body
    try:
        html = text if content_type == "wysiwyg" else blocks_to_html(text, clean=str)
    except RenderError:
        return text
    return "".join(f"{line}\n" for line in html_to_text(html, between="\n").splitlines() if line.strip())
