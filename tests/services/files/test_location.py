"""Where a picture was taken: kept, or removed if the project wishes so."""

import hashlib
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from tests.cast import Cast
from tests.pictures import picture, stored, upload
from versioning.exceptions import InvalidValue
from versioning.models import File
from versioning.ops.files.store import file_store
from versioning.services.files.import_file import import_file
from versioning.services.kernel.file_bytes import key_of
from versioning.services.projects.update_project import update_project

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
LATITUDE = "52,31.2345N"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'dc:format="kept" exif:GPSLatitude="{LATITUDE}"><exif:GPSLongitude>13,24.0E</exif:GPSLongitude>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()


def located(kind: str, *, order: str = "<") -> bytes:
    """Return a picture that a camera turned and placed, with more metadata."""
    exif = Image.Exif()
    exif.endian = order
    exif[ORIENTATION], exif[MAKE] = 6, "Camera of the house"
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0), 29: "2026:11:29"}
    return picture("olive", size=(40, 20), kind=kind, exif=exif)


def bytes_of(file: File) -> bytes:
    return b"".join(file_store().read(key_of(file)))


def removing(cast: Cast) -> None:
    cast.project = update_project(actor=cast.manager, project=cast.project, changes={"removes_location": True})


def with_xmp(kind: str) -> bytes:
    if kind != "PNG":
        return picture(kind=kind, xmp=XMP)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return picture(pnginfo=info)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_location_goes_and_everything_else_stays(cast: Cast, kind: str, order: str) -> None:
    data = located(kind, order=order)
    removing(cast)

    file = stored(cast, data, name="a.jpg", sha256=hashlib.sha256(data).digest())

    kept = bytes_of(file)
    assert (len(kept), hashlib.sha256(kept).hexdigest()) == (len(data), file.digest)
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(kept)) as after:
        assert before.getexif().get_ifd(GPS)
        assert dict(after.getexif().get_ifd(GPS)) == {}
        assert (after.getexif()[ORIENTATION], after.getexif()[MAKE]) == (6, "Camera of the house")
        assert after.tobytes() == before.tobytes()
    assert (file.width, file.height) == (20, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_location_in_xmp_goes_too(cast: Cast, kind: str) -> None:
    data = with_xmp(kind)
    removing(cast)

    kept = bytes_of(stored(cast, data))

    assert LATITUDE.encode() in data
    assert b"GPS" not in kept
    with Image.open(BytesIO(kept)) as after:
        after.load()
        assert b'dc:format="kept"' in kept


@pytest.mark.parametrize("behind_pixels", [False, True])
def test_a_location_that_cannot_be_removed_is_refused(cast: Cast, behind_pixels: bool) -> None:
    info = PngImagePlugin.PngInfo()
    compressed = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)
    info.add(b"iTXt", compressed, after_idat=behind_pixels)
    removing(cast)

    with pytest.raises(InvalidValue, match=r"location in a\.png") as refused:
        upload(cast, picture(pnginfo=info))

    assert refused.value.field == "file"
    assert not File.objects.exists()


@pytest.mark.parametrize("make", [lambda: located("JPEG"), lambda: located("PNG"), lambda: with_xmp("WEBP")])
def test_without_the_wish_every_byte_stays(cast: Cast, make: Callable[[], bytes]) -> None:
    data = make()

    assert bytes_of(stored(cast, data)) == data


def test_a_picture_without_a_location_keeps_every_byte(cast: Cast) -> None:
    removing(cast)
    # Four bytes of it begin as a block of TIFF does, and are none.
    data = picture("navy", kind="JPEG", comment=b"II*\0\xff\xff\xff\xff MM\0*\0\0\0\x08\xff\xff")

    assert bytes_of(stored(cast, data)) == data


def test_bytes_from_before_the_wish_are_not_taken_by_their_hash(cast: Cast) -> None:
    data = located("JPEG")
    old = stored(cast, data)
    removing(cast)

    new = stored(cast, data, name="b.jpg", sha256=hashlib.sha256(data).digest())

    assert new.digest != old.digest


def test_what_is_no_picture_stays(cast: Cast) -> None:
    removing(cast)
    data = b"%PDF-1.7\n" + XMP

    assert bytes_of(stored(cast, data, name="a.pdf")) == data


def test_an_import_keeps_every_byte(cast: Cast) -> None:
    removing(cast)
    data = located("JPEG")

    file = import_file(actor=cast.editor, project=cast.project, name="a.jpg", pieces=[data])

    assert bytes_of(file) == data
