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

#: The scope of a notary's or bank's system: it reads what people have consented to, and no more.
CONSENTED = "consents:read"
#: Reading only. The catalogue is open to everybody and needs no scope.
SCOPES = {
    "cases:read": _("查询本部门办件的状态和期限"),
    "requests:read": _("查询本部门提出和收到的数据请求"),
    CONSENTED: _("经本人授权查阅（公证机构、银行等，不能与其他范围并用）"),
}
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
    if CONSENTED in scopes and len(set(scopes)) > 1:
        alone = _("经本人授权查阅的系统，不能再有别的范围。")
        found.append(Problem("scopes", "consents_alone", alone))
    if not 0 <= (valid_to - today).days <= LONGEST:
        text = _("有效期最长%(most)d天，不能早于今天。") % {"most": LONGEST}
        found.append(Problem("valid_to", "valid_to", text))
    return found
