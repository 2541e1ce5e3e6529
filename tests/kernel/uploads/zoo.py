# SPDX-License-Identifier: Apache-2.0
"""Files as people, phones, offices and attackers make them, each with what must become of it."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from tests.kernel.uploads.zips import (
    FACTS,
    OFD_ROOT,
    laughs,
    locked_ofd,
    many_parts,
    ofd,
    ofd_with,
    scanned_ofd,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent / "files"
INVOICE = b"<?xml version='1.0'?><EInvoice><Total>100.00</Total></EInvoice>"


@dataclass(frozen=True)
class Beast:
    """One file: its bytes, and the ending of its copy or the code of its refusal.

    ``keeps``: the bytes as they came are kept beside the copy. ``pages`` of the copy.
    """

    name: str
    make: Callable[[], bytes]
    becomes: str
    keeps: bool = False
    pages: int = 1


# -- PDFs ----------------------------------------------------------------------------------------


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


def _opens_with(action: Callable[[], Dictionary]) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = action()

    return change


def note(pdf: Pdf, **values: Any) -> None:
    """Put an annotation on the first page."""
    one = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **values))
    pdf.pages[0].obj["/Annots"] = Array([one])


def _linked(**action: Any) -> Callable[[Pdf], None]:
    return lambda pdf: note(pdf, Subtype=Name.Link, A=Dictionary(**action))


def _leads_within(pdf: Pdf) -> None:
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit])))


def _page_script(pdf: Pdf) -> None:
    pdf.pages[0].obj["/AA"] = Dictionary(O=script())


def _named_script(pdf: Pdf) -> None:
    tree = Dictionary(Names=Array([String("a"), pdf.make_indirect(script())]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def attached(name: str, data: bytes) -> Callable[[Pdf], None]:
    """Return a change that hangs a file on a PDF."""

    def change(pdf: Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)

    return change


def _attached_note(pdf: Pdf) -> None:
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


def _signed_and_active(pdf: Pdf) -> None:
    signed(pdf)
    pdf.Root.OpenAction = script()


def _portfolio(pdf: Pdf) -> None:
    pdf.Root.Collection = Dictionary(View=Name.T)


def _shell_of_a_form(pdf: Pdf) -> None:
    pdf.Root.NeedsRendering = True
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def _form_with_script(pdf: Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), V=String("kept"), AA=Dictionary(K=script()))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), XFA=String("x"))


def _video(pdf: Pdf) -> None:
    note(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary())


def _from_outside(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"q Q")
    stream["/F"] = String("//host/share")
    pdf.pages[0].obj["/Contents"] = stream


def _unfolding_page(pdf: Pdf) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _n in range(30)) + packer.flush()
    stream = pdf.make_stream(b"")
    stream.write(packed, filter=Name.FlateDecode)
    pdf.pages[0].obj["/Contents"] = stream


def many_objects(count: int) -> bytes:
    """Return a PDF of so many small objects: each has to be looked at."""
    pdf = new_pdf()
    pdf.Root.Many = Array([pdf.make_indirect(Dictionary(A=n)) for n in range(count)])
    return written(pdf)


def _nested(depth: int) -> Callable[[], bytes]:
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


def _coded_names() -> bytes:
    plain = written(
        _changed(_opens_with(script)), object_stream_mode=pikepdf.ObjectStreamMode.disable
    )
    return plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def _changed(change: Callable[[Pdf], None]) -> Pdf:
    pdf = new_pdf()
    change(pdf)
    return pdf


def _locked(user: str = "") -> Callable[[], bytes]:
    def make() -> bytes:
        return written(new_pdf(), encryption=pikepdf.Encryption(owner="secret", user=user))

    return make


def _plain() -> bytes:
    return written(new_pdf())


# -- Pictures ------------------------------------------------------------------------------------


def picture(
    size: tuple[int, int], kind: str, mode: str = "RGB", *, noise: bool = False, **how: Any
) -> Callable[[], bytes]:
    """Return a maker of a white or noisy picture."""

    def make() -> bytes:
        image = Image.effect_noise(size, 90).convert(mode) if noise else Image.new(mode, size, 1)
        out = io.BytesIO()
        image.save(out, kind, **how)
        return out.getvalue()

    return make


def with_place() -> bytes:
    """Return a photo that says where and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "a camera"
    exif[0x0112] = 6
    return picture((40, 30), "JPEG", exif=exif)()


def _mpo() -> bytes:
    first, second = Image.new("RGB", (3000, 2000), "white"), Image.new("RGB", (300, 200))
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def _moving_png() -> bytes:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _huge_png() -> bytes:
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def _text_bomb() -> bytes:
    plain = picture((9, 9), "PNG")()
    bomb = _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b" " * 300_000_000, 9))
    return plain[:33] + bomb + plain[33:]


def _lying_jpeg() -> bytes:
    """Return a JPEG of 40 by 30 that says 65,000 by 65,000."""
    plain = picture((40, 30), "JPEG")()
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack(">HH", 65_000, 65_000) + plain[at + 4 :]


def _phone() -> bytes:
    return (HERE / "phone.heic").read_bytes()


_ZIP = zipped(a=b"x")

BEASTS = [
    Beast("plain.pdf", _plain, "pdf"),
    Beast("three pages.pdf", pdf_with(lambda _pdf: None, 3), "pdf", pages=3),
    Beast("300 pages.pdf", pdf_with(lambda _pdf: None, 300), "pdf", pages=300),
    Beast("301 pages.pdf", pdf_with(lambda _pdf: None, 301), "too_many_pages"),
    Beast("no page.pdf", pdf_with(lambda _pdf: None, 0), "file_broken"),
    Beast("owner password.pdf", _locked(), "pdf"),
    Beast("password.pdf", _locked("geheim"), "file_locked"),
    Beast("opens a script.pdf", pdf_with(_opens_with(script)), "pdf"),
    Beast(
        "packed script.pdf",
        pdf_with(_opens_with(script), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf",
    ),
    Beast("coded names.pdf", _coded_names, "pdf"),
    Beast("page script.pdf", pdf_with(_page_script), "pdf"),
    Beast("named script.pdf", pdf_with(_named_script), "pdf"),
    Beast("form with script.pdf", pdf_with(_form_with_script), "pdf"),
    Beast("starts a program.pdf", pdf_with(_linked(S=Name.Launch, F=String("cmd.exe"))), "pdf"),
    Beast("leads out.pdf", pdf_with(_linked(S=Name.URI, URI=String("http://a.test"))), "pdf"),
    Beast("other file.pdf", pdf_with(_linked(S=Name.GoToR, F=String("//a/b"), D=1)), "pdf"),
    Beast("sends a form.pdf", pdf_with(_linked(S=Name.SubmitForm, F=String("http://a"))), "pdf"),
    Beast("takes data.pdf", pdf_with(_linked(S=Name.ImportData, F=String("a.fdf"))), "pdf"),
    Beast("leads within.pdf", pdf_with(_leads_within), "pdf"),
    Beast("attached program.pdf", pdf_with(attached("a.exe", b"MZ\x90")), "pdf"),
    Beast("attached to a page.pdf", pdf_with(_attached_note), "pdf"),
    Beast("invoice.pdf", pdf_with(attached("invoice.xml", INVOICE)), "pdf", keeps=True),
    Beast("signed.pdf", pdf_with(signed), "pdf", keeps=True),
    Beast("signed and active.pdf", pdf_with(_signed_and_active), "file_signed_active"),
    Beast("portfolio.pdf", pdf_with(_portfolio), "file_portfolio"),
    Beast("shell of a form.pdf", pdf_with(_shell_of_a_form), "file_form"),
    Beast("video.pdf", pdf_with(_video), "pdf"),
    Beast("from outside.pdf", pdf_with(_from_outside), "pdf"),
    Beast("tail of html.pdf", lambda: _plain() + b"\n<script>alert(1)</script>", "pdf"),
    Beast("tail of zip.pdf", lambda: _plain() + _ZIP, "pdf"),
    Beast("mark before.pdf", lambda: b"\xef\xbb\xbf\r\n" + _plain(), "pdf"),
    Beast("html before.pdf", lambda: b"<html><script>" + _plain(), "file_type"),
    Beast("cut.pdf", lambda: _plain()[:-120], "pdf"),
    Beast("only a head.pdf", lambda: b"%PDF-1.7 nothing follows", "file_broken"),
    Beast("pages in a ring.pdf", lambda: raw_pdf(b"null", b"[2 0 R]"), "file_broken"),
    Beast("nested.pdf", _nested(90), "pdf"),
    Beast("nested deep.pdf", _nested(400), "file_broken"),
    # read as nothing at this depth, and nothing is left of it
    Beast("nested without end.pdf", _nested(100_000), "pdf"),
    Beast("object stream.pdf", object_stream_bomb, "file_broken"),
    Beast("unfolding page.pdf", pdf_with(_unfolding_page), "file_heavy"),
    Beast("many objects.pdf", lambda: many_objects(120_000), "file_heavy"),
    Beast("photo.jpg", with_place, "jpg"),
    Beast("two pictures in one.jpg", _mpo, "jpg"),
    Beast("print colours.jpg", picture((90, 60), "JPEG", "CMYK"), "jpg"),
    Beast("grey.jpg", picture((90, 60), "JPEG", "L"), "jpg"),
    Beast("24 million.jpg", picture((6000, 4000), "JPEG", noise=True, quality=75), "jpg"),
    Beast("108 million.jpg", picture((12000, 9000), "JPEG"), "jpg"),
    Beast("progressive.jpg", picture((5000, 5000), "JPEG", progressive=True), "jpg"),
    Beast(
        "big progressive.jpg", picture((9000, 5000), "JPEG", progressive=True), "picture_too_big"
    ),
    Beast("tail of html.jpg", lambda: picture((9, 9), "JPEG")() + b"<script>", "jpg"),
    Beast("cut.jpg", lambda: picture((90, 90), "JPEG", noise=True)()[:-300], "file_broken"),
    Beast("not a picture.jpg", lambda: b"\xff\xd8\xff\xe0 not a picture", "file_broken"),
    Beast("lying.jpg", _lying_jpeg, "picture_too_big"),
    Beast("screen.png", picture((90, 60), "PNG"), "png"),
    Beast("one bit.png", picture((90, 60), "PNG", "1"), "png"),
    Beast("sixteen bits.png", picture((90, 60), "PNG", "I;16"), "png"),
    Beast("palette.png", picture((90, 60), "PNG", "P", transparency=1), "png"),
    Beast("seen through.png", picture((90, 60), "PNG", "RGBA"), "png"),
    Beast("moving.png", _moving_png, "png"),
    Beast("long screen.png", picture((1080, 20_000), "PNG", "RGBA"), "png"),
    Beast("photo.png", picture((3000, 2000), "PNG", noise=True, compress_level=1), "jpg"),
    Beast("27 million.png", picture((5200, 5200), "PNG", "L"), "picture_too_big"),
    Beast("huge.png", _huge_png, "picture_too_big"),
    Beast("text bomb.png", _text_bomb, "file_broken"),
    Beast("phone.heic", _phone, "jpg"),
    Beast("cut.heic", lambda: _phone()[:400], "file_broken"),
    Beast(
        "avif.heic",
        lambda: b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avif" + bytes(64),
        "file_type",
    ),
    Beast("moving.gif", picture((9, 9), "GIF"), "file_type"),
    Beast("drawing.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
    Beast("web.webp", picture((9, 9), "WEBP"), "file_type"),
    Beast("text.ofd", ofd, "ofd", pages=2),
    Beast("invoice.ofd", lambda: ofd(FACTS), "ofd", pages=2),
    Beast("scanned.ofd", scanned_ofd, "pdf", keeps=True, pages=2),
    Beast("laughing.ofd", lambda: ofd(root=laughs()), "file_broken"),
    Beast("leads out.ofd", ofd_with("../../etc/cron.d/a", b"x"), "file_broken"),
    Beast("unfolding.ofd", ofd_with("Doc_0/a", b" " * 110_000_000), "file_heavy"),
    Beast("linked.ofd", ofd_with("Doc_0/a.jpg", b"/etc/passwd", link=True), "ofd", pages=2),
    Beast("many parts.ofd", many_parts, "file_heavy"),
    Beast("locked.ofd", locked_ofd, "file_locked"),
    Beast(
        "lacks its document.ofd", lambda: zipped(OFD_xml=OFD_ROOT.format(facts="")), "file_broken"
    ),
    Beast("packed.zip", lambda: _ZIP, "file_zip"),
    Beast("nested.zip", lambda: zipped(a=zipped(b=b" " * 1_000_000)), "file_zip"),
    Beast("letter.docx", lambda: zipped(**{"[Content_Types]_xml": "<a/>"}), "file_office"),
    Beast("cut.zip", lambda: _ZIP[:20], "file_broken"),
    Beast("program.exe", lambda: b"MZ\x90\x00", "file_type"),
    Beast("program", lambda: b"\x7fELF", "file_type"),
    Beast("page.html", lambda: b"<html><script>", "file_type"),
    Beast("letter.rtf", lambda: b"{\\rtf1", "file_type"),
    Beast("nothing", lambda: b"", "empty_file"),
    Beast("21 megabytes.pdf", lambda: b"%PDF-" + bytes(21 * 1024 * 1024), "file_too_big"),
]
