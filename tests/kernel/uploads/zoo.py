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
from pikepdf import Array, Name, String
from PIL import Image

from tests.kernel.uploads.pdfs import (
    INVOICE,
    attached,
    attached_note,
    catalogue_in_the_trailer,
    coded_names,
    form_with_script,
    from_outside,
    leads_within,
    linked,
    locked,
    many_objects,
    many_unfolding,
    named_script,
    nested,
    next_script,
    object_stream_bomb,
    opens_with,
    packed,
    page_script,
    pdf_with,
    plain,
    portfolio,
    raw_pdf,
    script,
    shell_of_a_form,
    signed,
    signed_and_active,
    signed_and_sent,
    signed_form_with_scripts,
    signed_with_a_link,
    unfolding,
    video,
)
from tests.kernel.uploads.zips import (
    FACTS,
    OFD_ROOT,
    acting_ofd,
    laughs,
    locked_ofd,
    many_parts,
    ofd,
    ofd_with,
    scanned_ofd,
    sealed_ofd,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent / "files"


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
    Beast("plain.pdf", plain, "pdf"),
    Beast("three pages.pdf", pdf_with(lambda _pdf: None, 3), "pdf", pages=3),
    Beast("300 pages.pdf", pdf_with(lambda _pdf: None, 300), "pdf", pages=300),
    Beast("301 pages.pdf", pdf_with(lambda _pdf: None, 301), "too_many_pages"),
    Beast("no page.pdf", pdf_with(lambda _pdf: None, 0), "file_broken"),
    Beast("owner password.pdf", locked(), "pdf"),
    Beast("password.pdf", locked("geheim"), "file_locked"),
    Beast("opens a script.pdf", pdf_with(opens_with(script)), "pdf"),
    Beast(
        "packed script.pdf",
        pdf_with(opens_with(script), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf",
    ),
    Beast("coded names.pdf", coded_names, "pdf"),
    Beast("page script.pdf", pdf_with(page_script), "pdf"),
    Beast("named script.pdf", pdf_with(named_script), "pdf"),
    Beast("form with script.pdf", pdf_with(form_with_script), "pdf"),
    Beast("starts a program.pdf", pdf_with(linked(S=Name.Launch, F=String("cmd.exe"))), "pdf"),
    Beast("leads out.pdf", pdf_with(linked(S=Name.URI, URI=String("http://a.test"))), "pdf"),
    Beast("other file.pdf", pdf_with(linked(S=Name.GoToR, F=String("//a/b"), D=1)), "pdf"),
    Beast("sends a form.pdf", pdf_with(linked(S=Name.SubmitForm, F=String("http://a"))), "pdf"),
    Beast("takes data.pdf", pdf_with(linked(S=Name.ImportData, F=String("a.fdf"))), "pdf"),
    Beast("leads within.pdf", pdf_with(leads_within), "pdf"),
    Beast("attached program.pdf", pdf_with(attached("a.exe", b"MZ\x90")), "pdf"),
    Beast("attached to a page.pdf", pdf_with(attached_note), "pdf"),
    Beast("invoice.pdf", pdf_with(attached("invoice.xml", INVOICE)), "pdf", keeps=True),
    Beast("signed.pdf", pdf_with(signed), "pdf", keeps=True),
    Beast("signed and active.pdf", pdf_with(signed_and_active), "file_signed_active"),
    Beast("portfolio.pdf", pdf_with(portfolio), "file_portfolio"),
    Beast("shell of a form.pdf", pdf_with(shell_of_a_form), "file_form"),
    Beast("video.pdf", pdf_with(video), "pdf"),
    Beast("from outside.pdf", pdf_with(from_outside), "pdf"),
    Beast("tail of html.pdf", lambda: plain() + b"\n<script>alert(1)</script>", "pdf"),
    Beast("tail of zip.pdf", lambda: plain() + _ZIP, "pdf"),
    Beast("mark before.pdf", lambda: b"\xef\xbb\xbf\r\n" + plain(), "pdf"),
    Beast("html before.pdf", lambda: b"<html><script>" + plain(), "file_type"),
    Beast("cut.pdf", lambda: plain()[:-120], "pdf"),
    Beast("only a head.pdf", lambda: b"%PDF-1.7 nothing follows", "file_broken"),
    Beast("pages in a ring.pdf", lambda: raw_pdf(b"null", b"[2 0 R]"), "file_broken"),
    Beast("nested.pdf", nested(90), "pdf"),
    Beast("nested deep.pdf", nested(400), "file_broken"),
    # read as nothing at this depth, and nothing is left of it
    Beast("nested without end.pdf", nested(100_000), "pdf"),
    Beast("object stream.pdf", object_stream_bomb, "file_broken"),
    Beast(
        "unfolding page.pdf",
        pdf_with(unfolding(Name.FlateDecode, lambda: packed(300))),
        "file_heavy",
    ),
    Beast(
        "unfolding by a list.pdf",
        pdf_with(unfolding(Array([Name.FlateDecode]), lambda: packed(300))),
        "file_heavy",
    ),
    Beast(
        "unfolding twice.pdf",
        pdf_with(
            unfolding(
                Array([Name.FlateDecode, Name.FlateDecode]), lambda: zlib.compress(packed(300))
            )
        ),
        "file_heavy",
    ),
    Beast(
        "unfolding as a picture.pdf",
        pdf_with(unfolding(Name.FlateDecode, lambda: packed(300), Subtype=Name.Image)),
        "file_heavy",
    ),
    Beast("many unfolding.pdf", pdf_with(many_unfolding), "file_heavy"),
    Beast("catalogue in the trailer.pdf", catalogue_in_the_trailer, "pdf"),
    Beast("signed, leads on.pdf", pdf_with(next_script), "file_signed_active"),
    Beast("signed form.pdf", pdf_with(signed_form_with_scripts), "file_signed_active"),
    Beast("signed and sent.pdf", pdf_with(signed_and_sent), "file_signed_active"),
    Beast("signed with a link.pdf", pdf_with(signed_with_a_link), "pdf", keeps=True),
    Beast(
        "signed with a tail.pdf",
        lambda: pdf_with(signed)() + b"\n<script>alert(1)</script>",
        "file_signed_active",
    ),
    Beast(
        "page for an invoice.pdf",
        pdf_with(attached("invoice.hta", b"<?xml version='1.0'?><html><script/></html>")),
        "pdf",
    ),
    Beast(
        "page named as an invoice.pdf",
        pdf_with(attached("invoice.xml", b"<?xml version='1.0'?><html><script/></html>")),
        "pdf",
    ),
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
    Beast("scanned.ofd", scanned_ofd, "pdf", keeps=True, pages=12),
    Beast("laughing.ofd", lambda: ofd(root=laughs()), "file_broken"),
    Beast("leads out.ofd", ofd_with("../../etc/cron.d/a", b"x"), "file_broken"),
    Beast("unfolding.ofd", ofd_with("Doc_0/a.xml", b" " * 110_000_000), "file_heavy"),
    Beast("linked.ofd", ofd_with("Doc_0/a.jpg", b"/etc/passwd", link=True), "ofd", pages=2),
    Beast("with a program.ofd", ofd_with("Doc_0/run.exe", b"MZ"), "file_ofd_active"),
    Beast("leads to an address.ofd", acting_ofd, "file_ofd_active"),
    Beast("with a large seal.ofd", sealed_ofd, "ofd", pages=3),
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
