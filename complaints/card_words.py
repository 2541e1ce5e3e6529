# SPDX-License-Identifier: Apache-2.0
"""The colours of a card and what may come of one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class CardOutcome(models.TextChoices):
    RECTIFY = "rectify", _("整改")
    TALK = "talk", _("谈话")
    POINTS = "points", _("扣分")
    NONE = "none", _("不作处理")
