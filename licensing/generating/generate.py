# SPDX-License-Identifier: Apache-2.0
"""Filling a demo or bench database with invented cases whose books are in order.

What happens to each case is planned in Python, deterministically by seed; the rows are then
written by a dozen statements (``generate_rows``), whatever their number. Applicants are called
测试样例 and the acts are those of a user who cannot sign in, so nobody takes them for real.
No papers and no uploads are invented: a granted case here has a decision, but no licence.
"""

from __future__ import annotations

import random
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from licensing.cases.guards import new_query_code
from licensing.cases.states import CaseState
from licensing.decisions.models import Outcome
from licensing.generating import rows
from portal.kernel import clock
from portal.kernel.accounts.models import Party, StaffMember, User
from portal.kernel.accounts.words import PartyKind
from portal.kernel.acts import act
from portal.kernel.city_rules import rule_book
from portal.kernel.crypto import encrypt
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.errors import Refused
from portal.kernel.places.models import Window
from services.items.codes import ApplicantKind, VersionStatus
from services.items.models.version import OfferingVersion
from services.items.queries import once_an_item
from services.items.regimes import regime, regime_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.deadlines.engine.calendar import Calendar

CLERK = "generated-cases"
#: Share of cases that miss their promise, and how many working days they are late at most.
LATE_SHARE, LATE_DAYS = 0.04, 4
#: How far back closed cases reach, in working days.
HISTORY_DAYS = 150
#: Open cases by what they wait for; the rest waits for a review step.
AT_INTAKE, WAITS_FOR_DELIVERY, WAITS_FOR_ARCHIVE = 0.15, 0.04, 0.08
REFUSED_SHARE = 0.07
_CODES = 500
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Template:
    """What the plan has to know of a version."""

    version_id: int
    organ_id: int
    promised: int
    groups: int
    first_step: int
    delivery: int


@dataclass(slots=True)
class Plan:
    """One invented case: the columns of the temporary table ``gen_plan``, in their order."""

    n: int
    version_id: int
    organ_id: int
    centre_id: int
    window_id: int
    place: str
    party: int
    code: str
    minute: int
    state: str
    received_on: date
    delivery: int
    outcome: str | None = None
    accepted_on: date | None = None
    passed_on: date | None = None
    decided_on: date | None = None
    delivered_on: date | None = None
    closed_on: date | None = None


class Planner:
    """Draws plans from one seed; all days are working days up to ``today``."""

    def __init__(self, *, seed: int, today: date, calendar: Calendar, parties: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented data, no secret
        self.today = today
        self.calendar = calendar
        self.last = calendar.ordinal(min(today, calendar.last_date).toordinal())
        book = rule_book(today)
        self.intake, self.archive = regime("licence").correction_days, book.value("archive_days")
        self.parties = parties
        self.templates = _templates(book.value("delivery_days"))
        staffed = set(StaffMember.objects.values_list("organ_id", flat=True))
        self.weights = [3 if one.organ_id in staffed else 1 for one in self.templates]
        self.windows = list(Window.objects.values_list("pk", "centre_id", "centre__division_id"))
        if not self.templates or not self.windows:
            raise Refused("no_city", _("没有可办的事项或者窗口，先载入演示城市。"))
        self.codes = [encrypt(new_query_code()) for _turn in range(_CODES)]

    def day(self, back: int) -> date:
        """Return the working day that lies ``back`` working days before today."""
        return date.fromordinal(self.calendar.day_of(self.last - back))

    def draw(self, n: int, *, is_open: bool) -> Plan:
        """Return the plan of the n-th case."""
        chance = self.random
        template = chance.choices(self.templates, self.weights)[0]
        window, centre, division = chance.choice(self.windows)
        plan = Plan(
            n=n, version_id=template.version_id, organ_id=template.organ_id, centre_id=centre,
            window_id=window, place=division[:4], party=chance.randrange(self.parties) + 1,
            code=chance.choice(self.codes), minute=chance.randrange(450), received_on=self.today,
            state=CaseState.SUBMITTED, delivery=template.delivery,
        )  # fmt: skip
        share = chance.random()
        if not is_open:
            self._close(plan, template)
        elif share < AT_INTAKE:
            plan.received_on = self.day(chance.randint(0, max(self.intake - 1, 0)))
        elif share < AT_INTAKE + WAITS_FOR_DELIVERY:
            plan.outcome = Outcome.REFUSED
            self._decide(plan, template, back=chance.randint(0, max(template.delivery - 1, 0)))
        elif share < AT_INTAKE + WAITS_FOR_DELIVERY + WAITS_FOR_ARCHIVE:
            self._deliver(plan, template, back=chance.randint(0, max(self.archive - 1, 0)))
        else:
            self._accept(plan, template)
        return plan

    def _elapsed(self, promised: int) -> int:
        """Return how many working days a case has taken: rarely more than promised."""
        if self.random.random() < LATE_SHARE:
            return promised + self.random.randint(1, LATE_DAYS)
        return self.random.randint(0, promised)

    def _accept(self, plan: Plan, template: Template) -> None:
        elapsed = self._elapsed(template.promised)
        plan.state = CaseState.ACCEPTED
        plan.accepted_on = self.day(elapsed)
        plan.received_on = self.day(elapsed + self.random.randint(0, 2))
        if template.groups > 1 and elapsed > 0 and self.random.random() < 0.5:
            plan.state = CaseState.IN_REVIEW
            plan.passed_on = self.day(elapsed - min(template.first_step, elapsed))

    def _decide(self, plan: Plan, template: Template, *, back: int) -> None:
        elapsed = self._elapsed(template.promised)
        plan.state = CaseState.DECIDED
        plan.decided_on = self.day(back)
        plan.accepted_on = self.day(back + elapsed)
        plan.received_on = self.day(back + elapsed + self.random.randint(0, 2))

    def _deliver(self, plan: Plan, template: Template, *, back: int) -> None:
        wait = self.random.randint(0, min(2, template.delivery))
        refused = self.random.random() < REFUSED_SHARE
        plan.outcome = Outcome.REFUSED if refused else Outcome.GRANTED
        self._decide(plan, template, back=back + wait)
        plan.state, plan.delivered_on = CaseState.DELIVERED, self.day(back)

    def _close(self, plan: Plan, template: Template) -> None:
        back = self.random.randint(0, HISTORY_DAYS) + self.archive + 1
        self._deliver(plan, template, back=back)
        plan.state = CaseState.CLOSED
        plan.closed_on = self.day(back - self.archive) + timedelta(days=1)


def _templates(delivery_days: int) -> list[Template]:
    versions = (
        once_an_item(OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED, is_joint=False))
        .exclude(applicant_kind=ApplicantKind.PERSON)
        .exclude(review_steps=None)
        .order_by("offering__code")
        .prefetch_related("review_steps")
    )
    return [
        Template(
            version_id=version.pk,
            organ_id=version.organ_id,
            promised=version.promised_days,
            groups=len({step.group for step in version.review_steps.all()}),
            first_step=version.review_steps.all()[0].limit_days,
            delivery=regime_of(version).delivery_days or delivery_days,
        )
        for version in versions
    ]


def invented_uscc(number: int) -> str:
    """Return a 统一社会信用代码 with both check digits right and an organ code nobody has."""
    body = f"XX{number:06d}"
    total = sum(
        weight * int(digit, 36) for weight, digit in zip(_ORGANISATION_WEIGHTS, body, strict=True)
    )
    check = "0123456789X0"[(11 - total % 11)]
    code = f"91512000{body}{check}"
    return code + uscc.calc_check_digit(code)


def _ensure_parties(count: int) -> None:
    codes = [invented_uscc(number) for number in range(1, count + 1)]
    known = set(Party.objects.filter(uscc__in=codes).values_list("uscc", flat=True))
    Party.objects.bulk_create(
        [
            Party(kind=PartyKind.ENTERPRISE, name=f"测试样例{number:05d}有限公司", uscc=code)
            for number, code in enumerate(codes, 1)
            if code not in known
        ],
        batch_size=1000,
    )
    rows.load(
        "gen_party (number integer, uscc text)", [(n, code) for n, code in enumerate(codes, 1)]
    )


def _clerk() -> User:
    user, made = User.objects.get_or_create(
        username=CLERK, defaults={"is_active": False, "is_demo": True}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@act
def generate_cases(*, open_count: int, closed_count: int, seed: int, at: datetime) -> int:
    """Write invented cases, most of them in time; returns how many.

    The same seed, counts, day and city give the same cases. Raises Refused outside a demo
    or a test, and where the city has no items or windows.
    """
    if not settings.DEMO:
        raise Refused("not_a_demo", _("只有演示或者测试的数据库可以生成办件。"))
    total = open_count + closed_count
    with connection.cursor() as cursor:
        # The one act that may take minutes; the limits hold again after the transaction.
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )
    rows.clear()
    parties = min(max(total // 8, 20), 20_000)
    calendar = calendars.current()
    today = clock.local_date(at)
    planner = Planner(seed=seed, today=today, calendar=calendar, parties=parties)
    _ensure_parties(parties)
    plans = (planner.draw(n, is_open=n <= open_count) for n in range(1, total + 1))
    rows.load(rows.PLAN, (astuple(plan) for plan in plans))
    rows.write(clerk=_clerk().pk, at=at, archive=planner.archive, intake=planner.intake)
    return total
