"""Word documents, written by hand: only the parts that Word needs to open them."""

from pathlib import Path

from tests.pictures import picture
from tests.zips import zip_bytes

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_ROOT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_KINDS}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_KINDS}/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{_KINDS}/footnotes" Target="footnotes.xml"/>
<Relationship Id="rId4" Type="{_KINDS}/image" Target="media/image1.png"/>
<Relationship Id="rId5" Type="{_KINDS}/hyperlink" Target="https://example.org/help" TargetMode="External"/>
</Relationships>"""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ALL = (
    f'{_W} xmlns:r="{_KINDS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


def _style(identifier: str, name: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/></w:style>'


_STYLES = (
    f'<?xml version="1.0"?><w:styles {_W}>'
    + _style("Heading1", "heading 1")
    + _style("Heading2", "heading 2")
    + _style("Title", "Title")
    + "</w:styles>"
)
_LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{{0}}"/><w:lvlText w:val="x"/></w:lvl>' for level in range(3)
)
_NUMBERING = (
    f'<?xml version="1.0"?><w:numbering {_W}>'
    f'<w:abstractNum w:abstractNumId="0">{_LEVELS.format("bullet")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{_LEVELS.format("decimal")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    "</w:numbering>"
)
_FOOTNOTES = (
    f'<?xml version="1.0"?><w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>Since 2024.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def paragraph(text: str, *, style: str = "", inside: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def item(text: str, *, level: int = 0, number: int = 1) -> str:
    numbered = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{numbered}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: list[list[str]]) -> str:
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="A blue square"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
    '<a:blip r:embed="rId4"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
)
FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
LINK = '<w:hyperlink r:id="rId5"><w:r><w:t>help</w:t></w:r></w:hyperlink>'
BOLD = "<w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>"
REPORT = "".join(
    (
        paragraph("Refund report", style="Title"),
        paragraph("Rules", style="Heading1"),
        paragraph("Within 14 days ", inside=f"{BOLD}{FOOTNOTE}"),
        item("receipt"),
        item("card", level=1),
        item("first", number=2),
        item("second", number=2),
        paragraph("Countries", style="Heading2"),
        table([["Country", "Days"], ["Austria", "14"]]),
        paragraph("See ", inside=LINK),
        PICTURE,
    )
)


def word_document(body: str = REPORT, *, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """Return a .docx with this body."""
    return zip_bytes(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "word/document.xml": f"{prolog}<w:document {_ALL}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": _RELATIONS,
            "word/styles.xml": _STYLES,
            "word/numbering.xml": _NUMBERING,
            "word/footnotes.xml": _FOOTNOTES,
            "word/media/image1.png": picture("blue"),
        }
    )


def write_word(folder: Path, body: str = REPORT, **options: str) -> Path:
    path = folder / "report.docx"
    path.write_bytes(word_document(body, **options))
    return path
