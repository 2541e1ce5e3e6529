# SPDX-License-Identifier: Apache-2.0
"""What a failure below the portal means to whoever waits for an answer.

The transaction of the act has ended with it, so that nothing of the act was done; only when the
database went away while it was being asked to keep the act does nobody know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.db.utils import Error
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import PortalError
from portal.kernel.storage import NotKept

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

log = structlog.get_logger(__name__)

#: PostgreSQL's codes (appendix A of its manual): somebody else holds what the act needs.
LOCKED = {"55P03": "lock_not_available", "40001": "serialization", "40P01": "deadlock"}
TOO_SLOW = "57014"
#: Classes of codes: no connection, no room, the server is going down, the transaction was ended.
AWAY = ("08", "53", "57", "25")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class Failure(PortalError):  # noqa: N818 - an answer, said as people say it
    """The portal could not do it; its page is drawn without asking the database."""

    def __init__(self, code: str, message: StrOrPromise, *, status: int, wait: int = 0) -> None:
        super().__init__(code, message)
        self.status = status
        self.wait = wait


def _busy() -> Failure:
    text = _("这件事正有别人在办理，这一步没有执行。请过几秒刷新页面，再办一次。")
    return Failure("busy", text, status=409, wait=5)


def _slow() -> Failure:
    text = _("系统现在很忙，这一步没有在规定的时间内办完，已全部撤回。请过一会儿再试。")
    return Failure("too_slow", text, status=503, wait=30)


def _away() -> Failure:
    text = _(
        "系统暂时连不上数据。请过一分钟再打开原来的页面，看这一步是否已经办成；没有办成的，再办一次。"
    )
    return Failure("away", text, status=503, wait=60)


def _large() -> Failure:
    text = _("提交的内容太大，没有收下。请减少内容，或者分几次提交。")
    return Failure("too_large", text, status=413)


def known(error: BaseException | None) -> PortalError | None:
    """Return an error as a refusal with a sentence, None for one that nobody foresaw."""
    if isinstance(error, NotKept):
        return Failure(error.code, error.message, status=error.status, wait=error.wait)
    if isinstance(error, PortalError):
        return error
    if isinstance(error, TOO_LARGE):
        return _large()
    if not isinstance(error, Error):
        return None
    state = getattr(error.__cause__, "pgcode", None) or ""
    found = None
    if state in LOCKED:
        found = _busy()
    elif state == TOO_SLOW:
        found = _slow()
    elif isinstance(error, InterfaceError) or (
        isinstance(error, OperationalError) and state[:2] in ("", *AWAY)
    ):
        found = _away()
    if found is not None:
        log.warning("database_failed", code=found.code, state=state, error=type(error).__name__)
    return found
