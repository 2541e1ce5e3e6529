# SPDX-License-Identifier: Apache-2.0
"""Every file of the zoo becomes what it must, at no more than its price, and nothing in it acts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from portal.kernel.errors import Invalid
from portal.kernel.http.downloads import FONT
from portal.kernel.uploads.cleaning.child import CPU_SECONDS, answer
from portal.kernel.uploads.cleaning.result import MAX_BYTES, unpacked
from portal.kernel.uploads.inspection import COMMAND, SENTENCES, CleanFile, inspected, marked
from tests.kernel.uploads.zoo import BEASTS, Beast

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTES = 200
#: Runs the child for each file named and says what it cost; small itself, as what it has in
#: memory when it starts the child counts for the child.
MEASURE = """
import json, resource, subprocess, sys
command, paths = json.loads(sys.argv[1]), sys.argv[2:]
before = 0.0
for path in paths:
    with open(path, "rb") as file:
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, env={})
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(json.dumps([path, spent - before, used.ru_maxrss // 1024]))
    before = spent
"""
WAKES = {
    "/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/URI", "/EF", "/EmbeddedFiles",
    "/EmbeddedFile", "/RichMediaContent", "/XFA", "/A", "/SubmitForm", "/GoToR", "/ImportData",
}  # fmt: skip


def _taken(data: bytes) -> CleanFile:
    return inspected(SimpleUploadedFile("合同.hta", data, "text/html"))


def _names(thing: object) -> set[str]:
    if isinstance(thing, DictionaryObject):
        found = {str(key) for key in thing}
        parts = [dict.get(thing, key) for key in thing]
    elif isinstance(thing, ArrayObject):
        found, parts = set(), list(list.__iter__(thing))
    else:
        return {str(thing)} if str(thing).startswith("/") else set()
    return found.union(*map(_names, parts)) if parts else found


def _all_names(data: bytes) -> set[str]:
    """Return every name that any object of a PDF holds, read by another library."""
    reader = PdfReader(io.BytesIO(data))
    places = [(number, made) for made, rows in reader.xref.items() for number in rows]
    places += [(number, 0) for number in reader.xref_objStm]
    return set().union(
        *(_names(reader.get_object(IndirectObject(*place, reader))) for place in places)
    )


@pytest.mark.parametrize("beast", BEASTS, ids=lambda one: one.name)
def test_each_becomes_what_it_must(beast: Beast) -> None:
    data = beast.make()
    if beast.becomes in SENTENCES:
        with pytest.raises(Invalid) as refusal:
            _taken(data)
        assert (refusal.value.code, refusal.value.field) == (beast.becomes, "file")
        return
    taken = _taken(data)
    kept = taken.kept
    assert (kept.ending, kept.pages) == (beast.becomes, beast.pages)
    assert taken.name == f"合同.{beast.becomes}"
    assert len(kept.data) <= MAX_BYTES
    assert kept.original == (data if beast.keeps else b"")
    if kept.ending == "pdf":
        assert not _all_names(kept.data) & WAKES
        assert kept.data.startswith(b"%PDF-")
        assert kept.data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    "beast",
    [one for one in BEASTS if one.becomes in {"pdf", "jpg", "png"}],
    ids=lambda one: one.name,
)
def test_whatever_is_kept_can_be_marked(beast: Beast) -> None:
    kept = unpacked(answer(beast.make()))
    font = settings.ASSETS_DIR / FONT
    assert marked(kept.data, kept.content_type, ["仅供办理使用", "张三"], font) != kept.data


def test_the_control_finds_what_wakes() -> None:
    script = next(one for one in BEASTS if one.name == "opens a script.pdf")
    assert _all_names(script.make()) & WAKES == {"/JS", "/JavaScript", "/OpenAction"}


def test_none_costs_more_than_its_price(tmp_path: Path) -> None:
    for number, beast in enumerate(BEASTS):
        (tmp_path / f"{number:03d}").write_bytes(beast.make())
    paths = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, json.dumps(COMMAND), *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    costs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(costs) == len(BEASTS) >= 60
    named = {BEASTS[int(path[-3:])].name: (spent, most) for path, spent, most in costs}
    # a tenth of a second beside: the clock of the limit ticks coarsely
    assert {n: cost for n, cost in named.items() if cost[0] > CPU_SECONDS + 0.1} == {}
    assert max(most for _spent, most in named.values()) <= MEGABYTES
