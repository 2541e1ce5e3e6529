# SPDX-License-Identifier: Apache-2.0
"""The names of the card rules. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


LABELS: dict[str, StrOrPromise] = {
    "statutory_overdue": _("超过法定时限"),
    "promised_overdue": _("超过承诺时限"),
    "step_overdue": _("审查步骤或者联办部分超时"),
    "intake_overdue": _("逾期没有告知补正或者受理"),
    "second_correction": _("第二次要求补正"),
    "refusal_without_reason": _("不予批准没有说明理由"),
    "not_handed_over": _("结果逾期没有送达"),
    "fee_off_list": _("收取清单以外的费用"),
    "procedure_overrun": _("特别程序超过最长时间"),
    "repeated_yellow": _("黄牌累计"),
}
