# SPDX-License-Identifier: Apache-2.0
"""What a file is, told by its first bytes alone: neither its name nor its sender is believed."""

from __future__ import annotations

from enum import StrEnum

#: What scanners and mail programs leave before the first sign of a PDF.
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n\x00"
#: Brands of a HEIF container whose pictures are HEVC, ISO/IEC 23008-12 annex B.
_HEVC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"))
_HEIF = frozenset((b"mif1", b"msf1"))


class Kind(StrEnum):
    """Kinds of content that are known, whether they are taken or not."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    ZIP = "zip"
    OTHER = "other"


def kind_of(data: bytes) -> Kind:
    """Return the kind of content; a ZIP may turn out to be an OFD."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[4:8] == b"ftyp" and _is_hevc(data):
        return Kind.HEIC
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    if data[:64].lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return Kind.PDF
    return Kind.OTHER


def _is_hevc(data: bytes) -> bool:
    major = data[8:12]
    length = min(int.from_bytes(data[:4], "big"), 256)
    compatible = {data[at : at + 4] for at in range(16, length, 4)}
    return major in _HEVC or (major in _HEIF and bool(compatible & _HEVC))
