# SPDX-License-Identifier: Apache-2.0
"""Another value of a rule for a test: a row from today on, as no row may be edited."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.city_rules import CityRule


def set_rule(code: str, **values: object) -> CityRule:
    """Let a rule say something else from today on."""
    rule = CityRule.objects.filter(code=code).latest("effective_on")
    rule.pk, rule.effective_on = None, clock.today()
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save(force_insert=True)
    return rule
