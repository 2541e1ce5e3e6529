# SPDX-License-Identifier: Apache-2.0
"""PDFs, written anew: their pages, without scripts, actions, attachments, locks and what hung behind the end."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from portal.kernel.uploads.cleaning.result import Flaw, Kept

if TYPE_CHECKING:
    from portal.kernel.uploads.cleaning.kinds import Kind

MAX_PAGES = 300
MAX_OBJECTS = 120_000
#: What the drawing of a page may unfold to, in bytes; pictures are left to the reader's program.
MAX_UNFOLDED = 100_000_000
_DEEPEST = 100
#: Ways of packing that can unfold to much more.
_PACKED = frozenset(("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"))

#: Entries that start something, hang something on or point out of the file (ISO 32000-2).
_SCRIPTS = frozenset(("/JS", "/JavaScript", "/Launch", "/RichMediaContent"))
_ATTACHED = frozenset(("/EF", "/EmbeddedFiles", "/AF", "/FS"))
_TAKEN_OUT = _SCRIPTS | _ATTACHED | {
    "/AA", "/OpenAction", "/PA", "/URI", "/Ref", "/OPI", "/Rendition", "/Movie", "/XFA",
    "/RichMediaSettings",
}  # fmt: skip
_OUTSIDE_STREAM = frozenset(("/F", "/FFilter", "/FDecodeParms"))
#: Kinds of actions; one that is met is emptied, wherever it hangs. Those that act without being
#: pressed, or on more than the page, make the bytes as they came unfit to be kept.
_ACTIVE = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/SubmitForm", "/GoToR", "/GoToE",
     "/Rendition", "/Movie", "/Sound")
)  # fmt: skip
_ACTIONS = _ACTIVE | {"/URI", "/ResetForm", "/GoTo3DView", "/SetOCGState", "/Hide", "/Trans"}
_WAKING = _SCRIPTS | {"/AA", "/XFA", "/RichMediaSettings", "/Movie", "/Rendition"}
_ACTIVE_NOTES = frozenset(
    ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Projection")
)
#: What an invoice carries with it, and what its first element must not be.
_INVOICE_NAMES = (".xml", ".xbrl")
_SHOWN_BY_BROWSERS = frozenset(("html", "svg", "stylesheet", "transform"))
MAX_INVOICE = 5_000_000
#: Blanks behind the end that programs leave; anything else there is not of the file.
_TAIL = 64


@dataclass
class _Found:
    """What was met on the way through the objects."""

    is_active: bool = False
    is_signed: bool = False
    attached: list[tuple[str, pikepdf.Stream]] = field(default_factory=list)
    drawings: set[tuple[int, int]] = field(default_factory=set)
    unfolded: int = 0


def clean(data: bytes, _kind: Kind) -> Kept:
    """Return a PDF written anew; raises Flaw for one that is locked, broken, empty or a mere wrapper.

    A signature covers bytes and would be lost: the bytes of a signed PDF, and of an invoice with
    its data attached, are kept beside the copy. Where something active is in such bytes they
    cannot be kept, and the file is refused.
    """
    try:
        with pikepdf.open(io.BytesIO(data), password="", inherit_page_attributes=False) as pdf:
            pages, found = _tidied(pdf)
            is_invoice = bool(found.attached) and all(_is_data(*one) for one in found.attached)
            copy = _written(pdf)
    except pikepdf.PasswordError as error:
        raise Flaw("file_locked") from error
    is_active = found.is_active or bool(found.attached and not is_invoice) or _has_tail(data)
    if found.is_signed and is_active:
        raise Flaw("file_signed_active")
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        if len(pdf.pages) != pages or any(_wakes(one, 0) for one in _all(pdf)):
            raise Flaw("file_broken")
    original = data if (found.is_signed or is_invoice) and not is_active else b""
    return Kept(
        data=copy,
        content_type="application/pdf",
        ending="pdf",
        pages=pages,
        original=original,
        original_type="application/pdf" if original else "",
        original_ending="pdf" if original else "",
    )


def _tidied(pdf: pikepdf.Pdf) -> tuple[int, _Found]:
    """Take everything that acts out of a PDF; returns its pages and what was met."""
    pages = len(pdf.pages)
    if not pages:
        raise Flaw("file_broken")
    if pages > MAX_PAGES:
        raise Flaw("too_many_pages")
    if "/Collection" in pdf.Root:
        raise Flaw("file_portfolio")
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise Flaw("file_form")
    if len(pdf.objects) > MAX_OBJECTS:
        raise Flaw("file_heavy")
    found = _Found()
    for page in pdf.pages:
        found.drawings |= set(_drawings(page.obj))
    for thing in _all(pdf):
        _tidy(thing, found, 0)
    for page in pdf.pages:
        _without_active_notes(page.obj)
    return pages, found


def _written(pdf: pikepdf.Pdf) -> bytes:
    if "/Size" not in pdf.trailer:  # of a file that was cut, and mended while it was read
        pdf.trailer["/Size"] = len(pdf.objects) + 1
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()


def _all(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return every object, and what hangs directly in the trailer: a catalogue may lie there."""
    return [*pdf.objects, pdf.trailer]


def _drawings(page: pikepdf.Object) -> list[tuple[int, int]]:
    contents = page.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [one.objgen for one in parts if isinstance(one, pikepdf.Stream)]


def _has_tail(data: bytes) -> bool:
    """Tell whether something that is not of the file hangs behind its end."""
    _before, end, tail = data.rpartition(b"%%EOF")
    return bool(end) and (len(tail) > _TAIL or bool(tail.strip(b" \t\r\n\x00")))


def _wakes(thing: object, depth: int) -> bool:
    """Tell whether anything that acts is left; of the copy, nothing may be."""
    if depth > _DEEPEST:
        return True
    parts: list[object]
    if isinstance(thing, pikepdf.Array):
        parts = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        keys = set(thing.keys())
        if keys & _TAKEN_OUT or _action(thing, keys) in _ACTIONS:
            return True
        parts = [value for _key, value in thing.items()]
    else:
        return False
    return any(
        _wakes(part, depth + 1)
        for part in parts
        if isinstance(part, pikepdf.Object) and not part.is_indirect
    )


def _tidy(thing: object, found: _Found, depth: int) -> None:
    """Take out of one object, and of what lies directly in it, whatever starts or hangs on."""
    if depth > _DEEPEST:
        raise Flaw("file_broken")
    if isinstance(thing, pikepdf.Array):
        _tidy_parts(list(thing), found, depth)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        keys = set(thing.keys())
        _note(thing, keys, found)
        if _action(thing, keys) in _ACTIONS:
            _take_out(thing, keys - {"/Length"}, found, depth)
            return
        _take_out(thing, keys & _TAKEN_OUT, found, depth)
        if "/A" in keys:
            _without_action(thing, found, depth)
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
    is_drawing = stream.objgen in found.drawings
    found.unfolded += _unfolded(stream, MAX_UNFOLDED - found.unfolded, is_drawing=is_drawing)
    if found.unfolded >= MAX_UNFOLDED:
        raise Flaw("file_heavy")


def _action(thing: pikepdf.Object, keys: set[str]) -> str:
    return str(thing["/S"]) if "/S" in keys and isinstance(thing["/S"], pikepdf.Name) else ""


def _note(thing: pikepdf.Object, keys: set[str], found: _Found) -> None:
    """Remember what an object shows of scripts, signatures and attachments."""
    if keys & _WAKING or _action(thing, keys) in _ACTIVE:
        found.is_active = True
    opens = thing["/OpenAction"] if "/OpenAction" in keys else None
    if isinstance(opens, pikepdf.Dictionary) and opens.get("/S") != pikepdf.Name.GoTo:
        found.is_active = True
    if "/ByteRange" in keys:
        found.is_signed = True
    if "/EF" in keys and isinstance(thing["/EF"], pikepdf.Dictionary):
        name = str(thing.get("/UF", thing.get("/F", "")))
        found.attached += [
            (name, one) for _key, one in thing["/EF"].items() if isinstance(one, pikepdf.Stream)
        ]


def _without_action(thing: pikepdf.Object, found: _Found, depth: int) -> None:
    """Take away the action of a link or bookmark; one that leads within the file stays as a place."""
    action = thing["/A"]
    if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
        return  # of the structure of the text: attributes, not an action
    if action["/S"] == pikepdf.Name.GoTo and "/D" in action and "/Dest" not in thing:
        thing["/Dest"] = action["/D"]
    _take_out(thing, {"/A"}, found, depth)


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


def _unfolded(stream: pikepdf.Stream, most: int, *, is_drawing: bool) -> int:
    """Return the bytes that a stream unfolds to, more than ``most`` counting as one more.

    Pictures are left to the reader's program, unless a page takes one for its drawing.
    """
    if str(stream.get("/Subtype", "")) == "/Image" and not is_drawing:
        return 0
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    packed = stream.read_raw_bytes()
    if names == ["/FlateDecode"]:
        try:
            return len(zlib.decompressobj().decompress(packed, most + 1))
        except zlib.error:
            return len(packed)
    if set(names) & _PACKED:
        return len(stream.read_bytes())  # a chain: memory is the limit
    return len(packed)


def _is_data(name: str, attached: pikepdf.Stream) -> bool:
    """Tell whether an attachment is the data of an invoice: XML by name and by content."""
    if not name.lower().endswith(_INVOICE_NAMES):
        return False
    data = attached.read_bytes()
    if len(data) > MAX_INVOICE:
        return False
    try:
        first = fromstring(data, forbid_dtd=True).tag
    except (DefusedXmlException, ParseError, ValueError):
        return False
    return str(first).rpartition("}")[2].lower() not in _SHOWN_BY_BROWSERS
