# SPDX-License-Identifier: Apache-2.0
"""Pictures, drawn anew: no place, device or second picture behind the first, and no more pixels than reading needs."""

from __future__ import annotations

import io
import warnings

import pi_heif
from PIL import Image, ImageOps

from portal.kernel.uploads.cleaning.kinds import Kind
from portal.kernel.uploads.cleaning.result import MAX_BYTES, Flaw, Kept

#: Pixels of a picture that is read whole, at four bytes each; an A4 page at 400 dots an inch has
#: 15.5 million, a phone's picture of a long chat 22 million.
MAX_PIXELS = 26_000_000
#: Pixels of a JPEG that can be made smaller while it is read, and of what is left of it: turning
#: it upright takes the same memory again.
MAX_JPEG_PIXELS = 130_000_000
KEPT_PIXELS = 16_000_000
#: A PNG larger than this is a photo that should have been a JPEG.
MAX_PNG_BYTES = 6 * 1024 * 1024
_QUALITIES = (85, 70, 50)
#: Lines, an even number.
_STRIP = 512
_LARGEST_REDUCTION = 8
_TRANSPARENT = frozenset(("RGBA", "LA", "PA", "RGBa", "La"))

warnings.simplefilter("ignore", Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
pi_heif.options.DECODE_THREADS = 1


def clean(data: bytes, kind: Kind) -> Kept:
    """Return a picture drawn anew; raises Flaw for a broken or too big one."""
    try:
        image = _opened(data, kind)
        if kind == Kind.PNG and len(data) <= MAX_PNG_BYTES:
            out = io.BytesIO()
            image.save(out, "PNG", compress_level=4)
            if out.tell() <= MAX_PNG_BYTES:
                return Kept(out.getvalue(), "image/png", "png", 1)
        return Kept(_jpeg(image), "image/jpeg", "jpg", 1)
    except Image.DecompressionBombError as error:
        raise Flaw("picture_too_big") from error


def _opened(data: bytes, kind: Kind) -> Image.Image:
    if kind == Kind.HEIC:
        return _heic(data)
    image: Image.Image = Image.open(io.BytesIO(data), formats=(kind.value.upper(),))
    width, height = image.size
    # all of a progressive JPEG lies in memory before its first line is known
    is_reducible = kind == Kind.JPEG and "progressive" not in image.info
    if width * height > (MAX_JPEG_PIXELS if is_reducible else MAX_PIXELS):
        raise Flaw("picture_too_big")
    if kind == Kind.JPEG:
        reduction = 1
        while width * height / reduction**2 > KEPT_PIXELS and reduction < _LARGEST_REDUCTION:
            reduction *= 2
        image.draft(None, (width // reduction, height // reduction))
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I"):
        # sixteen bits of grey: what is cut at 255 would be a white sheet
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    # a comment or a profile of colours would take the stranger's bytes along
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    return image


def _heic(data: bytes) -> Image.Image:
    """Return the main picture; the library has turned it upright.

    It cannot be made smaller while it is read, and a second whole copy would be too much: a
    large one is made smaller strip by strip.
    """
    heif = pi_heif.open_heif(io.BytesIO(data))
    width, height = heif.size
    if width * height > MAX_PIXELS:
        raise Flaw("picture_too_big")
    mode, row, pixels = heif.mode, heif.stride, heif.data
    if width * height <= KEPT_PIXELS:
        return Image.frombuffer(mode, (width, height), pixels, "raw", mode, row, 1)
    small = Image.new(mode, (-(-width // 2), -(-height // 2)))
    for top in range(0, height, _STRIP):
        lines = min(_STRIP, height - top)
        part = pixels[top * row : (top + lines) * row]
        strip = Image.frombuffer(mode, (width, lines), part, "raw", mode, row, 1)
        small.paste(strip.reduce(2), (0, top // 2))
    return small


def _jpeg(image: Image.Image) -> bytes:
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        seen = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
    elif image.mode not in ("RGB", "L"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise Flaw("picture_too_big")
