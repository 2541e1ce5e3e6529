# SPDX-License-Identifier: Apache-2.0
"""The child process that looks into one stranger's file, and can do nothing else.

It limits itself before it reads a byte: processor, memory, no file written, no secret in its
environment. It knows nothing of Django, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from importlib import import_module

from portal.kernel.uploads.cleaning.kinds import Kind, kind_of
from portal.kernel.uploads.cleaning.result import MAX_BYTES, Flaw, Kept, packed_flaw

#: Seconds of processor, bytes of memory of its own.
CPU_SECONDS = 5
MEMORY = 180 * 1024 * 1024
#: A mark is written into copies of our own, whose size is known; the library copies them once.
MEMORY_FOR_MARKS = 320 * 1024 * 1024
#: People read pages while files are looked into.
NICENESS = 5
#: Only the library that a file needs is loaded.
_CLEANERS = {
    Kind.PDF: "pdfs",
    Kind.ZIP: "ofds",
    Kind.JPEG: "pictures",
    Kind.PNG: "pictures",
    Kind.HEIC: "pictures",
}


def limit(memory: int = MEMORY) -> None:
    """Bind this process for the rest of its life."""
    os.nice(NICENESS)
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def clean(data: bytes) -> Kept:
    """Return a file as it may be kept; raises Flaw, or whatever a library raises on a broken one."""
    if not data:
        raise Flaw("empty_file")
    if len(data) > MAX_BYTES:
        raise Flaw("file_too_big")
    kind = kind_of(data)
    if kind not in _CLEANERS:
        raise Flaw("file_type")
    cleaner = import_module(f"portal.kernel.uploads.cleaning.{_CLEANERS[kind]}")
    kept: Kept = cleaner.clean(data, kind)
    return kept


def answer(data: bytes) -> bytes:
    """Return the packed result for a file; every fault of a library is a broken file."""
    try:
        return clean(data).packed()
    except Flaw as flaw:
        return packed_flaw(flaw.code)
    except MemoryError:
        return packed_flaw("file_heavy")
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever breaks here, the file is broken
        return packed_flaw("file_broken")


def main() -> None:
    """Read a file from standard input and write the answer to standard output."""
    limit()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(MAX_BYTES + 1)))


def main_marking() -> None:
    """Read a line of JSON (type, lines, font) and a clean copy; write the copy with its mark."""
    limit(MEMORY_FOR_MARKS)
    told = json.loads(sys.stdin.buffer.readline())
    marking = import_module("portal.kernel.uploads.cleaning.marking")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    marked: bytes = marking.mark(data, told["type"], told["lines"], told["font"])
    sys.stdout.buffer.write(Kept(marked, told["type"], "", 1).packed())
