# SPDX-License-Identifier: Apache-2.0
"""What a system of another office may be allowed, and for how long. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import wording
from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

#: Reading only. The catalogue is open to everybody and needs no scope.
SCOPES = {"cases:read": _("查询本部门办件的状态和期限")}
MOST_NAME = 100
#: Days after which a system has to be allowed anew.
LONGEST = 366


def problems_of(
    *, name: str, scopes: Collection[str], valid_to: date, today: date
) -> list[Problem]:
    """Return what keeps a system from being allowed in."""
    found = wording.length_problem(
        name, "name", least=2, most=MOST_NAME, message=_("请写明是哪个系统。"), code="required"
    )
    if not scopes or set(scopes) - set(SCOPES):
        found.append(Problem("scopes", "scope", _("请从列出的范围里选择。")))
    if not 0 <= (valid_to - today).days <= LONGEST:
        text = _("有效期最长%(most)d天，不能早于今天。") % {"most": LONGEST}
        found.append(Problem("valid_to", "valid_to", text))
    return found
