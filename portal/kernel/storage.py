# SPDX-License-Identifier: Apache-2.0
"""Files on disk: written whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import PortalError

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger(__name__)


class NotKept(PortalError):  # noqa: N818 - an answer, said as people say it
    """The disk did not take a file: full, read-only or away; the act that wanted it is undone."""

    status = 503
    wait = 60

    def __init__(self) -> None:
        super().__init__("not_kept", _("现在存不下文件，这一步没有执行。请过几分钟再试。"))


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves either the old state or the whole new file.

    Raises NotKept when the disk does not take it; nothing of it is left then.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    except OSError as error:
        log.exception("file_not_kept", error=type(error).__name__)
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise NotKept from error
