# SPDX-License-Identifier: Apache-2.0
"""A copy that says on each page for whom and what for it was made."""

from __future__ import annotations

import io
import math

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from portal.kernel.uploads.cleaning.result import Flaw

#: Grey between what is read below it and what must not be overlooked: of 255.
_STRENGTH = 120
_SLANT = 30
#: A4 at 108 dots an inch: pages get one drawing that is stretched to their size.
_PAGE = (893, 1263)
_PAGE_LETTERS = 30
#: Seen on white paper and on a dark photo alike.
_GREY: dict[str, int | tuple[int, ...]] = {
    "L": 120,
    "RGB": (120, 120, 120),
    "RGBA": (120, 120, 120, 255),
}


def mark(data: bytes, content_type: str, lines: list[str], font: str) -> bytes:
    """Return a picture or PDF with the lines written across it, again and again.

    ``font`` is the path of a font that has their signs. Raises Flaw for other kinds of files.
    """
    if content_type == "application/pdf":
        return _marked_pdf(data, lines, font)
    if content_type in ("image/jpeg", "image/png"):
        return _marked_picture(data, lines, font)
    raise Flaw("file_type")


def _mask(size: tuple[int, int], lines: list[str], font: str, letters: int) -> Image.Image:
    """Return how strongly each point is covered: the lines, slanted, over the whole size."""
    face = ImageFont.truetype(font, letters)
    text = "\n".join(lines)
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    _left, _top, width, height = (math.ceil(n) for n in pen.multiline_textbbox((0, 0), text, face))
    tile = Image.new("L", (width + letters * 3, height + letters * 3))
    ImageDraw.Draw(tile).multiline_text((letters, letters), text, _STRENGTH, face)
    tile = tile.rotate(_SLANT, expand=True)
    mask = Image.new("L", size)
    for row, top in enumerate(range(-tile.height // 3, size[1], tile.height)):
        for left in range(-tile.width // (3 - row % 2), size[0], tile.width):
            mask.paste(tile, (left, top))
    return mask


def _marked_picture(data: bytes, lines: list[str], font: str) -> bytes:
    image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    kind = image.format
    letters = max(14, round(min(image.size) / 26))
    # a second copy of a large picture would be too much
    drawn = image if image.mode in ("RGB", "RGBA", "L") else image.convert("RGBA")
    drawn.paste(_GREY[drawn.mode], mask=_mask(drawn.size, lines, font, letters))
    out = io.BytesIO()
    drawn.save(out, kind or "JPEG", quality=88, compress_level=4)
    return out.getvalue()


def _marked_pdf(data: bytes, lines: list[str], font: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf, _drawing(lines, font) as drawing:
        for page in pdf.pages:
            page.add_overlay(drawing.pages[0], pikepdf.Rectangle(page.trimbox))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _drawing(lines: list[str], font: str) -> pikepdf.Pdf:
    """Return one page that is clear but for the lines."""
    mask = _mask(_PAGE, lines, font, _PAGE_LETTERS)
    drawing = pikepdf.Pdf.new()
    page = drawing.add_blank_page(page_size=(595, 842))
    common = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/BitsPerComponent": 8,
    }
    cover = pikepdf.Stream(
        drawing, mask.tobytes(), {**common, "/Width": mask.width, "/Height": mask.height}
    )
    grey = pikepdf.Stream(drawing, b"\x78", {**common, "/Width": 1, "/Height": 1, "/SMask": cover})
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(M=grey))
    page.obj["/Contents"] = pikepdf.Stream(drawing, b"q 595 0 0 842 0 0 cm /M Do Q")
    return drawing
