# SPDX-License-Identifier: Apache-2.0
"""What can go wrong in an act, each with a code for machines and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise


class PortalError(Exception):
    """Base of all refusals. ``message`` is shown to the person as it is."""

    status = 400
    #: Seconds after which the same may be tried again; 0 where waiting alone changes nothing.
    wait = 0

    def __init__(self, code: str, message: StrOrPromise, field: str = "") -> None:
        self.code = code
        self.message = message
        self.field = field
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.message)


class Refused(PortalError):  # noqa: N818 - an answer, said as people say it
    """The act is not allowed now (state, guard or right); nothing was done."""

    status = 409


class TooMany(Refused):
    """Somebody did this too often; nothing was done this time, and it may be done again later."""

    status = 429

    def __init__(self, seconds: int) -> None:
        told = ngettext(
            "约 %(seconds)s 秒后可以继续。也可以拨打 12345。",
            "约 %(seconds)s 秒后可以继续。也可以拨打 12345。",
            seconds,
        )
        super().__init__("too_many", told % {"seconds": seconds})
        self.wait = seconds


class Stale(Refused):
    """Somebody changed the record since it was read; nothing was done."""

    def __init__(self, message: StrOrPromise = "") -> None:
        super().__init__(
            "changed_meanwhile",
            message or _("这件事刚才已由别人处理过，页面上的内容不是最新的。请刷新后再操作。"),
        )


@dataclass(frozen=True)
class Problem:
    """One wrong input: the field's name, a machine code and the sentence shown."""

    field: str
    code: str
    message: StrOrPromise


def listed(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return problems as an error summary lists them: the id of the input and the sentence."""
    return [{"field_id": f"id_{one.field}", "message": one.message} for one in problems]


class Invalid(PortalError):  # noqa: N818 - as above
    """The input is wrong; ``problems`` names every field at once."""

    status = 400

    def __init__(self, code: str, message: StrOrPromise, field: str = "") -> None:
        super().__init__(code, message, field)
        self.problems: list[Problem] = [Problem(field, code, message)]

    @classmethod
    def many(cls, problems: Iterable[Problem]) -> Invalid:
        """Build one error out of several problems; raises ValueError when there is none."""
        found = list(problems)
        if not found:
            raise ValueError("no problem given")
        error = cls(found[0].code, found[0].message, found[0].field)
        error.problems = found
        return error


class CalendarNotPublished(PortalError):  # noqa: N818 - as above
    """A date lies past the last year whose holiday notice has been published."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "calendar_not_published",
            _("%(year)s年的放假安排尚未公布，暂时算不出具体日期。") % {"year": year},
        )
