# SPDX-License-Identifier: Apache-2.0
"""Asking a virus scanner about a file, in the words of clamd's INSTREAM.

A few lines of our own (ADR 0022): the client libraries are no longer kept, or under a licence that
does not fit. A scanner that is down, slow or talks nonsense has said nothing: the file is kept
apart until one has answered.
"""

from __future__ import annotations

import socket
import time
from contextlib import closing
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Refused
from portal.kernel.uploads.models import Scan, Upload

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger(__name__)

BLOCK = 64 * 1024
#: Bytes of an answer; a scanner says one line.
LONGEST = 4_096
#: Seconds without asking after a scanner did not answer: every upload would wait for it.
PAUSE = 15
#: Files that one sweep asks about.
AT_ONCE = 100
_asleep = {"until": 0.0}


class ScannerSilentError(Exception):
    """The scanner did not answer, or not in its words."""


def _connected() -> socket.socket:
    """Connect to ``unix:/path`` or ``tcp://host:port``, within the city's seconds."""
    address = settings.SCANNER_ADDRESS
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(settings.SCANNER_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    parts = urlsplit(address)
    return socket.create_connection(
        (parts.hostname, parts.port or 3310), timeout=settings.SCANNER_SECONDS
    )


def ask(data: bytes) -> Scan:
    """Return what the scanner says of bytes; raises ScannerSilentError."""
    ends = time.monotonic() + settings.SCANNER_SECONDS
    try:
        with closing(_connected()) as line:
            _send(line, b"zINSTREAM\0", ends)
            for start in range(0, len(data), BLOCK):
                block = data[start : start + BLOCK]
                _send(line, pack("!L", len(block)) + block, ends)
            _send(line, pack("!L", 0), ends)
            said = _answer(line, ends)
    except OSError as error:
        raise ScannerSilentError(type(error).__name__) from error
    if said == b"stream: OK":
        return Scan.CLEAN
    if said.startswith(b"stream: ") and said.endswith(b" FOUND"):
        name = said[len(b"stream: ") : -len(b" FOUND")].decode("ascii", "replace")
        log.warning("virus_found", signature=name)
        return Scan.INFECTED
    raise ScannerSilentError("odd answer")


def _patience(line: socket.socket, ends: float) -> None:
    left = ends - time.monotonic()
    if left <= 0:
        raise ScannerSilentError("too slow")
    line.settimeout(left)


def _send(line: socket.socket, data: bytes, ends: float) -> None:
    _patience(line, ends)
    line.sendall(data)


def _answer(line: socket.socket, ends: float) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        if len(said) > LONGEST:
            raise ScannerSilentError("too long")
        _patience(line, ends)
        got = line.recv(LONGEST)
        if not got:
            raise ScannerSilentError("ended in the middle")
        said += got
    return said.rstrip(b"\0").strip()


def scanned(data: bytes) -> Scan:
    """Return what is known of a file that comes in: pending while the scanner is silent.

    Without a scanner nothing is said of any file.
    """
    if not settings.SCANNER_ADDRESS:
        return Scan.NONE
    if _asleep["until"] > time.monotonic():
        return Scan.PENDING
    try:
        return ask(data)
    except ScannerSilentError as silent:
        _asleep["until"] = time.monotonic() + PAUSE
        log.warning("scanner_silent", reason=str(silent))
        return Scan.PENDING


def require_openable(upload: Upload) -> None:
    """Raise Refused for an infected file, and for one not scanned yet where the city fails closed."""
    if upload.scan == Scan.INFECTED:
        raise Refused(
            "file_infected", _("这个文件查出病毒，已经隔离，不能打开。请让提交的人换一个文件。")
        )
    if upload.scan == Scan.PENDING and not settings.SCANNER_FAILS_OPEN:
        raise Refused("file_unscanned", _("这个文件还没有查过病毒，现在不能打开。请过几分钟再试。"))


def scan_pending(at: datetime) -> dict[str, int]:
    """Sweep: ask about what was kept apart; stops at the first silence. Returns counts by answer."""
    del at
    counts = {"clean": 0, "infected": 0}
    if not settings.SCANNER_ADDRESS:
        return counts
    for upload in Upload.objects.filter(scan=Scan.PENDING).order_by("pk")[:AT_ONCE]:
        path = Path(settings.MEDIA_ROOT) / (upload.original_path or upload.path)
        if not path.is_file():
            continue
        try:
            upload.scan = ask(path.read_bytes())
        except ScannerSilentError:
            break
        row = Upload.objects.filter(pk=upload.pk, scan=Scan.PENDING)
        counts[upload.scan] += row.update(scan=upload.scan, seal=upload.made_seal())
    return counts
