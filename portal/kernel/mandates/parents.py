# SPDX-License-Identifier: Apache-2.0
"""父母替孩子办: who looks after a child acts for it until it is of age."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.rules import FULL_AGE, birth_of, birthday, is_minor
from portal.kernel.accounts.words import IdKind, MandateKind
from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Problem

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import Mandate, User


@act
def look_after(
    *,
    agent: User,
    name: str,
    id_number: str,
    id_kind: str = IdKind.HOUSEHOLD,
    born_on: date | None = None,
    by: User,
    at: datetime,
) -> Mandate:
    """Let a parent act for a child, from today until the eve of full age (民法典 17, 23, 27).

    ``by`` saw the household register or the birth certificate, and the parent's own document.
    ``born_on`` is asked only where the number does not tell it. Raises Invalid for somebody of
    age, a day of birth that is missing or contradicts the number, and for the parent itself.
    """
    today = clock.local_date(at)
    told = birth_of(id_number)
    born = told or born_on
    if born is None:
        raise Invalid("born_on", _("这个证件号码里没有出生日期，请填写。"), "born_on")
    if problems := _birth_problems(born, told, born_on, today):
        raise Invalid.many(problems)
    child = ensure_person(name=name, id_number=id_number, phone=None, id_kind=id_kind)
    if child.pk == agent.person_id:
        raise Invalid("own_number", _("这是代办人自己的证件号码。"), "id_number")
    return grant_mandate(
        agent=agent,
        principal=child,
        kind=MandateKind.PARENT,
        valid_from=today,
        valid_to=birthday(born, FULL_AGE) - timedelta(days=1),
        by=by,
    )


def _birth_problems(
    born: date, told: date | None, typed: date | None, today: date
) -> list[Problem]:
    if told is not None and typed is not None and told != typed:
        return [Problem("born_on", "differs", _("出生日期和证件号码里的不一致。"))]
    if born > today:
        return [Problem("born_on", "future", _("出生日期不能晚于今天。"))]
    if not is_minor(born, today):
        text = _("已满18周岁的，由本人办理，或者登记亲友代办。")
        return [Problem("id_number", "of_age", text)]
    return []
