# SPDX-License-Identifier: Apache-2.0
"""What identifies the offering of a draft, and that its code is nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid
from services.drafting import OPEN
from services.items.models.item import Offering
from services.models.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
MAX_CODE = 64


def identity(held: Draft, row: Mapping[str, Any]) -> tuple[Row, str]:
    """Return what a published offering keeps whatever was typed, and the draft's code from now on."""
    if held.offering_id is not None:
        return {key: held.row[key] for key in ("code", "item_code") if key in held.row}, held.code
    code = str(row.get("code") or "").strip()[:MAX_CODE]
    if code in ("", held.code):
        return {}, held.code
    require_free(code)
    return {}, code


def require_free(code: str) -> None:
    """Raise Invalid when an offering or an open draft has the code."""
    if Offering.objects.filter(code=code).exists():
        raise Invalid("duplicate_code", _("这个编码已有实施清单，请从它的页面起草新版本。"), "code")
    if Draft.objects.filter(code=code, state__in=OPEN).exists():
        raise Invalid("draft_open", _("这个编码已有一份没办完的草稿。"), "code")
