# SPDX-License-Identifier: Apache-2.0
"""How short and how long a person's words may be. Nothing that somebody typed is cut.

A text that is too short or too long is refused, with a word of how long it may be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Invalid, Problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Letters of a reason that can be understood, and those for which a paper has room.
LEAST, MOST = 4, 1000
#: What is asked for where an act has no words of its own.
WANTED = _("请写明理由。")
#: What is said of a text that is too long, by acts and by the inputs of their forms.
TOO_LONG = _("最多写%(limit_value)s个字，请精简。")
#: Control characters but the tabulator and the ends of lines, and halves of characters: no
#: database keeps all of them, and no paper shows them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _plain(text: str) -> str:
    """A browser counts the end of a line as one letter and sends it as two."""
    return text.replace("\r\n", "\n").strip()


def unseen(text: str, field: str) -> list[Problem]:
    """Return that a text holds control characters, as a list of at most one problem."""
    found = _UNSEEN.search(text)
    if found is None:
        return []
    sentence = _("第%(place)d个字的位置有看不见的控制字符，请删掉后重新提交。")
    return [Problem(field, "control", sentence % {"place": found.start() + 1})]


def length_problem(
    text: str,
    field: str,
    *,
    least: int = LEAST,
    most: int = MOST,
    message: StrOrPromise = WANTED,
    code: str = "reason_required",
) -> list[Problem]:
    """Return what is wrong with a text without its margins, as a list of at most one.

    Control characters have the code ``control``. ``least`` and ``most`` are the fewest and the most letters that pass. ``message`` and ``code``
    are those of a text that is too short; one that is too long has the code ``too_long``.
    """
    letters = len(_plain(text))
    if letters < least:
        return [Problem(field, code, message)]
    if letters > most:
        return [Problem(field, "too_long", TOO_LONG % {"limit_value": most})]
    return unseen(text, field)


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
