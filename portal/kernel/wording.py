# SPDX-License-Identifier: Apache-2.0
"""How short and how long a person's words may be. Nothing that somebody typed is cut.

A text that is too short or too long is refused, with a word of how long it may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Invalid, Problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Letters of a reason that can be understood, and those for which a paper has room.
LEAST, MOST = 4, 1000
#: What is asked for where an act has no words of its own.
WANTED = _("请写明理由。")


def _plain(text: str) -> str:
    """A browser counts the end of a line as one letter and sends it as two."""
    return text.replace("\r\n", "\n").strip()


def length_problem(
    text: str,
    field: str,
    *,
    least: int = LEAST,
    most: int = MOST,
    message: StrOrPromise = WANTED,
    code: str = "reason_required",
) -> list[Problem]:
    """Return what is wrong with the length of a text without its margins, as a list of at most one.

    ``least`` and ``most`` are the fewest and the most letters that pass. ``message`` and ``code``
    are those of a text that is too short; one that is too long has the code ``too_long``.
    """
    letters = len(_plain(text))
    if letters < least:
        return [Problem(field, code, message)]
    if letters > most:
        return [Problem(field, "too_long", _("最多写%(most)s个字，请精简。") % {"most": most})]
    return []


def reason(
    text: str,
    field: str,
    *,
    least: int = LEAST,
    most: int = MOST,
    message: StrOrPromise = WANTED,
    code: str = "reason_required",
) -> str:
    """Return a text without its margins; raises Invalid naming the field of one too short or long.

    ``most`` is the width of the column that keeps the text, else what a paper has room for;
    the other parameters are those of ``length_problem``.
    """
    problems = length_problem(text, field, least=least, most=most, message=message, code=code)
    if problems:
        raise Invalid.many(problems)
    return _plain(text)


def optional(text: str, field: str, *, most: int = MOST) -> str:
    """Return a text that may be empty without its margins; raises Invalid for one too long."""
    return reason(text, field, least=0, most=most)


def shortened(text: str, most: int) -> str:
    """Return a heading put together by the portal in at most so many letters.

    What does not fit ends with an ellipsis that the reader sees.
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
