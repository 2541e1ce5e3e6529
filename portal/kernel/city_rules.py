# SPDX-License-Identifier: Apache-2.0
"""Days, thresholds and switches of the city, each with its source. Never numbers in an ``if``.

The shipped values are in ``data/city_rules.json``. No row is edited or deleted: another value is
a new row from a day, which two people make (``kernel/changes``). A rule without a legal source is
marked as the city's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel import stamps

if TYPE_CHECKING:
    from datetime import date


class CityRule(models.Model):
    """One rule: a number with its unit, or a switch; in force from a day on.

    ``change`` is that by which two people made the row, empty for one that came with a release.
    """

    code = models.CharField(_("代码"), max_length=60)
    label = models.CharField(_("名称"), max_length=120)
    value = models.PositiveIntegerField(_("数值"), default=0)
    unit = models.CharField(_("单位"), max_length=12, blank=True)
    is_on = models.BooleanField(_("启用"), default=True)
    citation = models.CharField(_("依据"), max_length=200)
    is_own = models.BooleanField(_("本市自定"), default=False)
    effective_on = models.DateField(_("生效日期"))
    change = models.OneToOneField(
        "kernel.Change", models.PROTECT, null=True, editable=False, related_name="rule"
    )

    class Meta:
        verbose_name = _("本市规则")
        verbose_name_plural = _("本市规则")
        ordering = ("code", "effective_on")
        constraints = (
            models.UniqueConstraint(fields=("code", "effective_on"), name="city_rule_once_per_day"),
        )
        triggers = (
            pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class RuleBook:
    """The rules in force on one day, by code."""

    rows: dict[str, CityRule]

    def value(self, code: str) -> int:
        """Return a rule's number; raises KeyError for an unknown code."""
        return self.rows[code].value

    def unit(self, code: str) -> str:
        """Return the unit in which a rule counts; raises KeyError for an unknown code."""
        return self.rows[code].unit

    def is_on(self, code: str) -> bool:
        """Tell whether a switch is on; an unknown switch is off."""
        return code in self.rows and self.rows[code].is_on

    def citation(self, code: str) -> str:
        """Return the source to print beside a rule's number."""
        row = self.rows[code]
        return f"{row.citation}（本市规定）" if row.is_own else row.citation


stamps.register(
    "city_rules", "SELECT md5(string_agg(r::text, ',' ORDER BY r.id)) FROM kernel_cityrule r"
)


def rule_book(on: date) -> RuleBook:
    """Return the newest row of every rule that is in force on a day.

    Kept in the process; one small query tells whether a rule has changed.
    """
    return _book(stamps.stamp("city_rules"), on)


@lru_cache(maxsize=64)
def _book(_stamp: str, on: date) -> RuleBook:
    rows = CityRule.objects.filter(effective_on__lte=on).order_by("code", "effective_on")
    return RuleBook({row.code: row for row in rows})


SHIPPED = Path(__file__).parent / "data" / "city_rules.json"


def load_shipped() -> int:
    """Add the shipped rules that the database lacks; returns how many there are now."""
    rows = json.loads(SHIPPED.read_text(encoding="utf-8"))
    CityRule.objects.bulk_create([CityRule(**row) for row in rows], ignore_conflicts=True)
    return CityRule.objects.count()
