# SPDX-License-Identifier: Apache-2.0
"""PDFs, written anew: their pages, without scripts, actions, attachments, locks and what hung behind the end."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from portal.kernel.uploads.cleaning.result import Flaw, Kept

if TYPE_CHECKING:
    from portal.kernel.uploads.cleaning.kinds import Kind

MAX_PAGES = 300
MAX_OBJECTS = 120_000
#: What the drawing of a page may unfold to, in bytes; pictures are left to the reader's program.
MAX_UNFOLDED = 100_000_000
_DEEPEST = 100
#: Deflate packs at most so many bytes into one; what cannot unfold to more than this is not tried.
_STRONGEST = 1032
_UNFOLDS_LITTLE = 20_000_000

#: Entries that start something, hang something on or point out of the file (ISO 32000-2).
_SCRIPTS = frozenset(("/JS", "/JavaScript", "/Launch", "/RichMediaContent"))
_TAKEN_OUT = _SCRIPTS | {
    "/AA", "/OpenAction", "/PA", "/URI", "/Ref", "/OPI", "/Rendition", "/Movie", "/XFA",
    "/RichMediaSettings", "/EF", "/EmbeddedFiles", "/AF", "/FS",
}  # fmt: skip
_OUTSIDE_STREAM = frozenset(("/F", "/FFilter", "/FDecodeParms"))
#: Kinds of actions; one that is met is emptied, wherever it hangs.
_ACTIVE = frozenset(("/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"))
_ACTIONS = _ACTIVE | {
    "/URI", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/GoTo3DView", "/Rendition", "/SetOCGState",
}  # fmt: skip
_ACTIVE_NOTES = frozenset(
    ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Projection")
)


@dataclass
class _Found:
    """What was met on the way through the objects."""

    is_active: bool = False
    is_signed: bool = False
    attached: list[pikepdf.Stream] = field(default_factory=list)
    unfolded: int = 0


def clean(data: bytes, _kind: Kind) -> Kept:
    """Return a PDF written anew; raises Flaw for one that is locked, broken, empty or a mere wrapper.

    A signature covers bytes and would be lost: the bytes of a signed PDF, and of an invoice with
    its data attached, are kept beside the copy. Where something active is in such bytes they
    cannot be kept, and the file is refused.
    """
    try:
        with pikepdf.open(io.BytesIO(data), password="", inherit_page_attributes=False) as pdf:
            return _rewritten(pdf, data)
    except pikepdf.PasswordError as error:
        raise Flaw("file_locked") from error


def _rewritten(pdf: pikepdf.Pdf, data: bytes) -> Kept:
    pages = len(pdf.pages)
    if not pages:
        raise Flaw("file_broken")
    if pages > MAX_PAGES:
        raise Flaw("too_many_pages")
    if "/Collection" in pdf.Root:
        raise Flaw("file_portfolio")
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise Flaw("file_form")
    found = _Found()
    if len(pdf.objects) > MAX_OBJECTS:
        raise Flaw("file_heavy")
    for thing in pdf.objects:
        _tidy(thing, found, 0)
    for page in pdf.pages:
        _without_active_notes(page.obj)
    is_invoice = bool(found.attached) and all(map(_is_xml, found.attached))
    is_active = found.is_active or (bool(found.attached) and not is_invoice)
    if found.is_signed and is_active:
        raise Flaw("file_signed_active")
    if "/Size" not in pdf.trailer:  # of a file that was cut, and mended while it was read
        pdf.trailer["/Size"] = len(pdf.objects) + 1
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    original = data if (found.is_signed or is_invoice) and not is_active else b""
    return Kept(
        data=out.getvalue(),
        content_type="application/pdf",
        ending="pdf",
        pages=pages,
        original=original,
        original_type="application/pdf" if original else "",
        original_ending="pdf" if original else "",
    )


def _tidy(thing: object, found: _Found, depth: int) -> None:
    """Take out of one object, and of what lies directly in it, whatever starts or hangs on."""
    if depth > _DEEPEST:
        raise Flaw("file_broken")
    if isinstance(thing, pikepdf.Array):
        _tidy_parts(list(thing), found, depth)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        keys = set(thing.keys())
        if _note(thing, keys, found) in _ACTIONS:
            for key in keys - {"/Length"}:
                del thing[key]
            return
        _take_out(thing, keys & _TAKEN_OUT, found, depth)
        if "/A" in keys:
            _without_action(thing)
        if isinstance(thing, pikepdf.Stream):
            _tidy_stream(thing, keys, found)
        _tidy_parts([value for _key, value in thing.items()], found, depth)


def _tidy_parts(parts: list[object], found: _Found, depth: int) -> None:
    """Go on with the parts that lie in their holder; others come by themselves as objects."""
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _tidy(part, found, depth + 1)


def _take_out(thing: pikepdf.Object, keys: set[str], found: _Found, depth: int) -> None:
    for key in keys:
        _tidy_parts([thing[key]], found, depth)  # what it was has still to be seen
        del thing[key]


def _tidy_stream(stream: pikepdf.Stream, keys: set[str], found: _Found) -> None:
    for key in keys & _OUTSIDE_STREAM:
        del stream[key]
    found.unfolded += _unfolded(stream, MAX_UNFOLDED - found.unfolded)
    if found.unfolded >= MAX_UNFOLDED:
        raise Flaw("file_heavy")


def _note(thing: pikepdf.Object, keys: set[str], found: _Found) -> str:
    """Remember what an object shows of scripts, signatures and attachments; return its kind of action."""
    action = str(thing["/S"]) if "/S" in keys and isinstance(thing["/S"], pikepdf.Name) else ""
    if keys & _SCRIPTS or action in _ACTIVE:
        found.is_active = True
    if "/ByteRange" in keys:
        found.is_signed = True
    if "/EF" in keys and isinstance(thing["/EF"], pikepdf.Dictionary):
        found.attached += [one for one in thing["/EF"].values() if isinstance(one, pikepdf.Stream)]
    return action


def _without_action(thing: pikepdf.Object) -> None:
    """Take away the action of a link or bookmark; one that leads within the file stays as a place."""
    action = thing["/A"]
    if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
        return  # of the structure of the text: attributes, not an action
    del thing["/A"]
    if action["/S"] == pikepdf.Name.GoTo and "/D" in action and "/Dest" not in thing:
        thing["/Dest"] = action["/D"]


def _without_active_notes(page: pikepdf.Object) -> None:
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    kept = [
        one
        for one in notes
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/Subtype", "")) not in _ACTIVE_NOTES
    ]
    if len(kept) < len(notes):
        page["/Annots"] = pikepdf.Array(kept)


def _unfolded(stream: pikepdf.Stream, most: int) -> int:
    """Return the bytes that the drawing of a page or letter unfolds to, ``most`` at the most."""
    if (
        str(stream.get("/Subtype", "")) == "/Image"
        or stream.get("/Filter") != pikepdf.Name.FlateDecode
    ):
        return 0
    packed = stream.read_raw_bytes()
    if len(packed) * _STRONGEST < _UNFOLDS_LITTLE:
        return 0
    try:
        return len(zlib.decompressobj().decompress(packed, most + 1))
    except zlib.error:
        return 0


def _is_xml(attached: pikepdf.Stream) -> bool:
    start = attached.read_bytes()[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<?xml")
