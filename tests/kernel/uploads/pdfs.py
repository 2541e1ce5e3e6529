# SPDX-License-Identifier: Apache-2.0
"""PDFs of the zoo."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

if TYPE_CHECKING:
    from collections.abc import Callable

INVOICE = b"<?xml version='1.0'?><EInvoice><Total>100.00</Total></EInvoice>"


def new_pdf(pages: int = 1) -> Pdf:
    """Return an empty PDF."""
    pdf = Pdf.new()
    for _n in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    return pdf


def written(pdf: Pdf, **how: Any) -> bytes:
    """Return the bytes of a PDF."""
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def script() -> Dictionary:
    """Return an action that runs a script."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def pdf_with(change: Callable[[Pdf], None], pages: int = 1, **how: Any) -> Callable[[], bytes]:
    """Return a maker of a PDF that was changed."""

    def make() -> bytes:
        pdf = new_pdf(pages)
        change(pdf)
        return written(pdf, **how)

    return make


def opens_with(action: Callable[[], Dictionary]) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = action()

    return change


def note(pdf: Pdf, **values: Any) -> None:
    """Put an annotation on the first page."""
    one = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **values))
    pdf.pages[0].obj["/Annots"] = Array([one])


def linked(**action: Any) -> Callable[[Pdf], None]:
    return lambda pdf: note(pdf, Subtype=Name.Link, A=Dictionary(**action))


def leads_within(pdf: Pdf) -> None:
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit])))


def page_script(pdf: Pdf) -> None:
    pdf.pages[0].obj["/AA"] = Dictionary(O=script())


def named_script(pdf: Pdf) -> None:
    tree = Dictionary(Names=Array([String("a"), pdf.make_indirect(script())]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def attached(name: str, data: bytes) -> Callable[[Pdf], None]:
    """Return a change that hangs a file on a PDF."""

    def change(pdf: Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)

    return change


def attached_note(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"MZ\x90")
    spec = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream))
    note(pdf, Subtype=Name.FileAttachment, FS=spec)


def signed(pdf: Pdf) -> None:
    """Put a signature field on a PDF; what it signs is not looked at."""
    signature = pdf.make_indirect(
        Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=String("00"))
    )
    field = Dictionary(FT=Name.Sig, T=String("s"), V=signature)
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


def signed_and_active(pdf: Pdf) -> None:
    signed(pdf)
    pdf.Root.OpenAction = script()


def portfolio(pdf: Pdf) -> None:
    pdf.Root.Collection = Dictionary(View=Name.T)


def shell_of_a_form(pdf: Pdf) -> None:
    pdf.Root.NeedsRendering = True
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def form_with_script(pdf: Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), V=String("kept"), AA=Dictionary(K=script()))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), XFA=String("x"))


def video(pdf: Pdf) -> None:
    note(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary())


def from_outside(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"q Q")
    stream["/F"] = String("//host/share")
    pdf.pages[0].obj["/Contents"] = stream


def packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 1_000_000) for _n in range(megabytes)) + packer.flush()


def unfolding(
    filters: object, packed: Callable[[], bytes], **more: object
) -> Callable[[Pdf], None]:
    """Return a change that gives the page a drawing which unfolds to hundreds of megabytes."""

    def change(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(packed(), filter=filters)  # type: ignore[arg-type]
        for name, value in more.items():
            stream["/" + name] = value
        pdf.pages[0].obj["/Contents"] = stream

    return change


def many_unfolding(pdf: Pdf) -> None:
    small = packed(18)
    streams = []
    for _n in range(20):
        stream = pdf.make_stream(b"")
        stream.write(small, filter=Name.FlateDecode)
        streams.append(stream)
    pdf.pages[0].obj["/Contents"] = Array(streams)


def catalogue_in_the_trailer() -> bytes:
    """Return a PDF whose catalogue, with its script, is no object of its own."""
    plain = raw_pdf(b"null")
    root = (
        b"/Root<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>>>"
    )
    return plain.replace(b"/Root 1 0 R", root)


def next_script(pdf: Pdf) -> None:
    following = Dictionary(S=Name.JavaScript, JS=String("1"))
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://a"), Next=following)
    signed(pdf)


def signed_form_with_scripts(pdf: Pdf) -> None:
    signed(pdf)
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<script contentType='application/x-javascript'/>")


def signed_and_sent(pdf: Pdf) -> None:
    signed(pdf)
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://a")))


def signed_with_a_link(pdf: Pdf) -> None:
    signed(pdf)
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("http://a.test")))


def many_objects(count: int) -> bytes:
    """Return a PDF of so many small objects: each has to be looked at."""
    pdf = new_pdf()
    pdf.Root.Many = Array([pdf.make_indirect(Dictionary(A=n)) for n in range(count)])
    return written(pdf)


def nested(depth: int) -> Callable[[], bytes]:
    def make() -> bytes:
        return raw_pdf(b"[" * depth + b"]" * depth)

    return make


def raw_pdf(more: bytes, kids: bytes = b"[3 0 R]") -> bytes:
    """Return a PDF written by hand: ``more`` is object 4, which the catalogue names."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/More 4 0 R>>",
        b"<</Type/Pages/Count 1/Kids " + kids + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        more,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
    )


def object_stream_bomb(unfolded: int = 400_000_000) -> bytes:
    """Return a small PDF whose catalogue lies in an object stream of hundreds of megabytes."""
    head = b"1 0 "
    body = b"<</Type/Catalog/Pages 2 0 R>>"
    packer = zlib.compressobj(9)
    packed = packer.compress(head + body)
    for _n in range(unfolded // 10_000_000):
        packed += packer.compress(b" " * 10_000_000)
    packed += packer.flush()
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    out = b"%PDF-1.7\n"
    places = {}
    for number, text in (
        (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        (4, stream % (len(packed), packed)),
    ):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = len(out)
    rows = [(0, 0, 65535), (2, 4, 0), *((1, places[n], 0) for n in (2, 3, 4)), (1, table, 0)]
    packed = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    out += b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(
        packed
    )
    return out + b"stream\n" + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table


def coded_names() -> bytes:
    plain = written(
        changed(opens_with(script)), object_stream_mode=pikepdf.ObjectStreamMode.disable
    )
    return plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def changed(change: Callable[[Pdf], None]) -> Pdf:
    pdf = new_pdf()
    change(pdf)
    return pdf


def locked(user: str = "") -> Callable[[], bytes]:
    def make() -> bytes:
        return written(new_pdf(), encryption=pikepdf.Encryption(owner="secret", user=user))

    return make


def plain() -> bytes:
    return written(new_pdf())
