# SPDX-License-Identifier: Apache-2.0
"""The words of periods of retention and of legal holds. Pure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role


class RetentionUnit(models.TextChoices):
    """What a period of retention counts. Minutes and hours run from the moment, others from the day."""

    MINUTES = "minutes", _("分钟")
    HOURS = "hours", _("小时")
    CALENDAR = "calendar", _("日")
    MONTHS = "months", _("个月")
    YEARS = "years", _("年")
    PERMANENT = "permanent", _("永久")


class AfterIt(models.TextChoices):
    """What happens to a record when its period is over."""

    DELETE = "delete", _("删除")
    BLANK = "blank", _("抹去内容，留下编号和时间")
    APPRAISE = "appraise", _("由档案人员鉴定后移交或者销毁")
    ATTACHED = "attached", _("随所属的事项处理")
    STAYS = "stays", _("不删除，其中不含可读的个人信息")


class HoldGround(models.TextChoices):
    """Why something must stay although its period is over."""

    LAWSUIT = "lawsuit", _("行政诉讼、民事诉讼")
    RECONSIDERATION = "reconsideration", _("行政复议")
    CRIMINAL = "criminal", _("刑事侦查、起诉、审判")
    DISCIPLINE = "discipline", _("监察调查、纪律审查")
    AUDIT = "audit", _("审计")
    REQUEST = "request", _("信访、信息公开等尚在办理")


#: Who may order that something stays, and lift the order.
HOLDERS = (Role.SUPERVISOR, Role.INSPECTOR, Role.SECURITY_ADMIN)
#: Who sees what is kept, due and held.
WATCHERS = (*HOLDERS, Role.SYSTEM_ADMIN, Role.AUDITOR)
