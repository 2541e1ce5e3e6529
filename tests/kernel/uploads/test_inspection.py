# SPDX-License-Identifier: Apache-2.0
"""What is left of a file that is taken in, and what happens to one that costs too much."""

from __future__ import annotations

import contextlib
import io
import struct
import sys
import threading
import time

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.kernel.errors import Invalid
from portal.kernel.uploads import inspection
from portal.kernel.uploads.cleaning.child import answer
from portal.kernel.uploads.cleaning.result import Flaw, Kept, unpacked
from portal.kernel.uploads.inspection import inspected, inspected_all, tidy_name
from tests.kernel.uploads import zoo
from tests.racing import PATIENCE
from tests.refusals import refused

_MAKERS = {beast.name: beast.make for beast in zoo.BEASTS}


def _file(data: bytes, name: str = "材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _copy_of(name: str) -> Kept:
    return unpacked(answer(_MAKERS[name]()))


def _picture_of(name: str) -> Image.Image:
    return Image.open(io.BytesIO(_copy_of(name).data))


# -- What is left --------------------------------------------------------------------------------


def test_a_picture_lies_upright_and_says_neither_where_nor_with_what() -> None:
    kept = _picture_of("photo.jpg")
    assert dict(kept.getexif()) == {}
    assert kept.size == (30, 40)


def test_a_phones_picture_is_one_that_every_desk_can_open() -> None:
    kept = _picture_of("phone.heic")
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (64, 48), {})
    red, white = kept.getpixel((8, 8)), kept.getpixel((56, 40))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[0] > 200 > 60 > red[1]
    assert min(white) > 240


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("24 million.jpg", (3000, 2000)),
        ("108 million.jpg", (3000, 2250)),
        ("two pictures in one.jpg", (3000, 2000)),
        ("long screen.png", (1080, 20_000)),
    ],
)
def test_a_picture_keeps_the_pixels_that_reading_needs(name: str, size: tuple[int, int]) -> None:
    assert _picture_of(name).size == size


def test_sixteen_bits_of_grey_stay_grey() -> None:
    ramp = Image.frombytes("I;16", (4, 1), struct.pack("<4H", 0, 20_000, 40_000, 65_535))
    out = io.BytesIO()
    ramp.save(out, "PNG")
    kept = Image.open(io.BytesIO(unpacked(answer(out.getvalue())).data))
    assert [kept.getpixel((x, 0)) for x in range(4)] == [0, 78, 156, 255]


def test_what_a_stranger_wrote_beside_the_picture_is_not_drawn() -> None:
    out = io.BytesIO()
    image = Image.new("RGB", (90, 60), "white")
    image.save(out, "JPEG", comment=b"<?php evil();", icc_profile=b"<?php evil();" * 20)
    assert b"php" in out.getvalue()
    assert b"php" not in unpacked(answer(out.getvalue())).data


def test_the_pages_of_a_scanned_ofd_stand_in_their_order() -> None:
    with pikepdf.open(io.BytesIO(_copy_of("scanned.ofd").data)) as pdf:
        widths = [round(float(page.mediabox[2])) for page in pdf.pages]
    assert len(widths) == 12
    assert widths == sorted(widths, reverse=True)


def test_only_the_first_picture_of_several_is_kept() -> None:
    assert getattr(_picture_of("two pictures in one.jpg"), "n_frames", 1) == 1
    assert getattr(_picture_of("moving.png"), "n_frames", 1) == 1


def test_a_link_within_the_file_still_leads_there_and_one_out_of_it_nowhere() -> None:
    with pikepdf.open(io.BytesIO(_copy_of("leads within.pdf").data)) as within:
        assert within.pages[0].Annots[0].Dest[1] == pikepdf.Name.Fit
    with pikepdf.open(io.BytesIO(_copy_of("leads out.pdf").data)) as outwards:
        assert set(outwards.pages[0].Annots[0].keys()) == {"/Type", "/Rect", "/Subtype"}


def test_what_was_filled_into_a_form_stays() -> None:
    with pikepdf.open(io.BytesIO(_copy_of("form with script.pdf").data)) as form:
        assert str(form.Root.AcroForm.Fields[0].V) == "kept"


def test_the_same_file_gives_the_same_copy() -> None:
    data = _MAKERS["plain.pdf"]()
    assert answer(data) == answer(data)
    assert not pikepdf.open(io.BytesIO(_copy_of("owner password.pdf").data)).is_encrypted


def test_an_invoice_says_its_particulars() -> None:
    assert _copy_of("invoice.ofd").facts == {"发票号码": "24510001"}
    assert _copy_of("scanned.ofd").facts == {"发票号码": "24510001"}
    assert _copy_of("text.ofd").facts == {}


_SOME = [
    _MAKERS[n]() for n in ("plain.pdf", "photo.jpg", "screen.png", "phone.heic", "invoice.ofd")
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_SOME), st.integers(0, 2_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_refused_or_taken_but_never_a_crash(
    data: bytes, at: int, other: bytes
) -> None:
    at %= len(data)
    with contextlib.suppress(Flaw):
        kept = unpacked(answer(data[:at] + other + data[at + len(other) :]))
        assert kept.ending in {"pdf", "jpg", "png", "ofd"}


# -- What costs too much -------------------------------------------------------------------------


def _child_that(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import time; time.sleep(60)", id="waits"),
        pytest.param("import os; os.abort()", id="breaks down"),
        pytest.param('print(\'{"type": "a", "size": 9}\')', id="says half"),
        pytest.param("raise SystemExit", id="says nothing"),
    ],
)
def test_a_child_that_is_lost_loses_the_file_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(inspection, "COMMAND", _child_that(code))
    monkeypatch.setattr(inspection, "WALL_SECONDS", 1)
    for _n in range(inspection.AT_ONCE + inspection.WAITING + 1):  # no place is lost with it
        with refused("file_heavy"):
            inspected(_file(b"x"))
    monkeypatch.undo()
    assert inspected(_file(_MAKERS["plain.pdf"]())).kept.pages == 1


def test_a_child_binds_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = inspection.COMMAND[-1].replace("main()", "limit(); bytearray(210_000_000)")
    limited = limited.replace("import main", "import limit")
    free = "bytearray(210_000_000); " + inspection.COMMAND[-1]
    for code, data in ((limited, b""), (free, _MAKERS["plain.pdf"]())):
        monkeypatch.setattr(inspection, "COMMAND", _child_that(code))
        if data:  # the control: without its limit the same memory is to be had
            assert inspected(_file(data)).kept.pages == 1
        else:
            with refused("file_heavy"):
                inspected(_file(b"x"))


def test_no_more_files_wait_than_there_are_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    gate = f"{tmp_path}/gate"
    waiting = f"import os, time\nwhile not os.path.exists({gate!r}): time.sleep(0.02)"
    monkeypatch.setattr(inspection, "COMMAND", _child_that(waiting))
    codes: list[str] = []

    def give() -> None:
        try:
            inspected(_file(b"x"))
        except Invalid as error:
            codes.append(error.code)

    places = inspection.AT_ONCE + inspection.WAITING
    threads = [threading.Thread(target=give) for _n in range(places + 3)]
    for one in threads:
        one.start()
    end = time.monotonic() + PATIENCE
    while len(codes) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    assert codes == ["files_busy"] * 3
    with open(gate, "w", encoding="utf-8"):  # noqa: PTH123 - the path is told as text
        pass
    for one in threads:
        one.join(PATIENCE)
    assert sorted(codes) == ["file_heavy"] * places + ["files_busy"] * 3


# -- Names and several files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept", "with_ending"),
    [
        ("../../etc/passwd", "passwd", "passwd.pdf"),
        ("C:\\temp\\营业执照.pdf", "营业执照.pdf", "营业执照.pdf"),
        ("a\x00b\u202egpj.exe", "abgpj.exe", "abgpj.pdf"),
        ("病历.hta", "病历.hta", "病历.pdf"),
        ("合同 2026.11", "合同 2026.11", "合同 2026.11.pdf"),
        (".pdf", "pdf", "pdf.pdf"),
        ("", "文件", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf", "长" * 90 + ".pdf"),
    ],
)
def test_names_are_tidied(given: str, kept: str, with_ending: str) -> None:
    assert tidy_name(given) == kept
    assert tidy_name(given, "pdf") == with_ending


def test_of_several_files_the_bad_one_is_named() -> None:
    good = _MAKERS["plain.pdf"]()
    with pytest.raises(Invalid) as error:
        inspected_all([_file(good), _file(b"MZ", "坏的.exe")])
    assert "坏的.exe" in str(error.value)
    with pytest.raises(Invalid) as alone:
        inspected_all([_file(b"MZ", "坏的.exe")])
    assert str(alone.value).startswith("只收")
