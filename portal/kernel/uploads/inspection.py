# SPDX-License-Identifier: Apache-2.0
"""Looking into a stranger's file before any lock or transaction, in a process that can be lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.errors import Invalid, Refused
from portal.kernel.uploads.cleaning.result import MAX_BYTES, Flaw, Kept, unpacked
from portal.kernel.uploads.models import Scan
from portal.kernel.uploads.scanning import scanned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.files.uploadedfile import UploadedFile

log = structlog.get_logger(__name__)

#: Seconds a child may take on the wall, when others have the processor; of processor and memory
#: it has limits of its own.
WALL_SECONDS = 30
#: Files looked into at one time by one process, and those that wait for them: threads that are
#: left answer pages.
AT_ONCE = 2
WAITING = 3
#: Files of one form: all of them have to be looked into before it is answered.
AT_ONE_GO = 10
_ROOT = str(Path(__file__).resolve().parents[3])


def _child(entry: str) -> tuple[str, ...]:
    """Return the command of a child, isolated from the environment and the folder it starts in."""
    code = (
        f"import sys; sys.path.insert(0, {_ROOT!r}); sys.dont_write_bytecode = True;"
        f" from portal.kernel.uploads.cleaning.child import {entry}; {entry}()"
    )
    return (sys.executable, "-I", "-c", code)


COMMAND = _child("main")
MARKING = _child("main_marking")
_KINDS = gettext_lazy("只收PDF、OFD和图片（JPG、PNG、HEIC），请换一个文件。")
_HEAVY = gettext_lazy("这个文件太大或太复杂，系统没能读完。请压缩、分成几个，或者另存为PDF后再传。")
#: What each flaw means to the person who gave the file.
SENTENCES = {
    "empty_file": gettext_lazy("文件是空的，请重新选择。"),
    "file_too_big": gettext_lazy("文件超过20 MB，请压缩后再传。"),
    "file_type": _KINDS,
    "file_zip": gettext_lazy("不收压缩包。请解压后，把里面的文件一个一个上传。"),
    "file_ofd_active": gettext_lazy("这个OFD里有链接或别的文件，不能安全保存。请另存为PDF后再传。"),
    "file_office": gettext_lazy("不收Word、Excel等文件。请另存为PDF后再传。"),
    "file_broken": gettext_lazy("这个文件打不开，可能已损坏。请重新生成或重新拍一张后再传。"),
    "file_locked": gettext_lazy("这个文件有打开密码，请去掉密码后再传。"),
    "file_heavy": _HEAVY,
    "too_many_pages": gettext_lazy("PDF最多300页，请分开上传。"),
    "file_portfolio": gettext_lazy("这个PDF是文件包，页面在附件里。请把里面的文件一个一个上传。"),
    "file_form": gettext_lazy("这个PDF要用专门的软件才显示内容。请打印成普通PDF后再传。"),
    "file_signed_active": gettext_lazy(
        "这个PDF有电子签名，又带有脚本或附件，不能安全保存。请联系出具单位，要一份不带脚本和附件的。"
    ),
    "picture_too_big": gettext_lazy("图片太大（像素太多），请缩小后再传。"),
}
_slots = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)


@dataclass(frozen=True)
class CleanFile:
    """A file that an act may keep: what it is called, and what was kept of it."""

    name: str
    kept: Kept
    scan: Scan = Scan.NONE


def tidy_name(name: str, ending: str = "") -> str:
    """Return a file name that is safe to show: no path, no control or direction characters.

    With an ``ending``, that of the content, the name ends in it, whatever the sender wrote.
    """
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(ch for ch in last if unicodedata.category(ch)[0] != "C").strip(" .")
    if not ending:
        return kept[-100:] or "文件"
    stem = re.sub(r"\.(?!\d+$)[A-Za-z0-9]{1,5}$", "", kept).strip(" .")[-90:]
    return f"{stem or '文件'}.{ending}"


def inspected(file: UploadedFile[bytes]) -> CleanFile:
    """Return a clean copy of a file; raises Invalid saying what is wrong and what to do.

    Is to be called before the act that keeps the file: it takes up to seconds.
    """
    if (file.size or 0) > MAX_BYTES:
        raise Invalid("file_too_big", SENTENCES["file_too_big"], "file")
    try:
        with _slot():
            data = file.read()
            kept = _cleaned(data)
            scan = scanned(data)
    except Flaw as flaw:
        raise Invalid(flaw.code, SENTENCES[flaw.code], "file") from flaw
    if scan == Scan.INFECTED:
        raise Invalid(
            "file_infected",
            _("这个文件查出病毒，没有保存。请在没有病毒的设备上重新生成后再传。"),
            "file",
        )
    return CleanFile(tidy_name(file.name or "", kept.ending), kept, scan)


def inspected_all(files: Sequence[UploadedFile[bytes]]) -> list[CleanFile]:
    """Return clean copies of several files, or raise what the first bad one raises, named."""
    if len(files) > AT_ONE_GO:
        words = _("一次最多传%(most)d个文件，请分几次上传。") % {"most": AT_ONE_GO}
        raise Invalid("too_many_at_once", words, "file")
    clean = []
    for file in files:
        try:
            clean.append(inspected(file))
        except Invalid as error:
            if len(files) == 1:
                raise
            words = _("“%(name)s”：%(what)s") % {
                "name": tidy_name(file.name or ""),
                "what": error.message,
            }
            raise Invalid(error.code, words, error.field) from error
    return clean


@contextmanager
def _slot() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Invalid("files_busy", _("现在传文件的人很多，请等十秒再传一次。"), "file")
    try:
        with _slots:
            yield
    finally:
        _places.release()


def marked(data: bytes, content_type: str, lines: list[str], font: Path) -> bytes:
    """Return a clean copy with lines across each page.

    Raises Refused when that fails: a copy without its mark is not handed out.
    """
    told = json.dumps({"type": content_type, "lines": lines, "font": str(font)})
    try:
        with _slot():
            return _answered(MARKING, told.encode() + b"\n" + data).data
    except (Flaw, Invalid) as error:
        raise Refused("file_not_marked", _("这份材料现在打不开，请过一会儿再试。")) from error


def _cleaned(data: bytes) -> Kept:
    """Return what a child of its own makes of the bytes; raises Flaw."""
    return _answered(COMMAND, data)


def _answered(command: tuple[str, ...], data: bytes) -> Kept:
    with subprocess.Popen(  # noqa: S603 - a fixed command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        try:
            answer, _errors = child.communicate(data, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            answer = b""
    try:
        return unpacked(answer)
    except ValueError as error:
        # ended by a limit, in the middle of a library that could not say so
        log.warning("file_not_inspected", ended_with=child.returncode)
        raise Flaw("file_heavy") from error
