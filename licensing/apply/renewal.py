# SPDX-License-Identifier: Apache-2.0
"""Renewing a licence (行政许可法 50): asked for in its window, granted, or deemed granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.apply.draft import start_draft
from licensing.cases.models import Case
from licensing.licences.models import Licence
from licensing.licences.queries import open_renewal, renewal_window
from licensing.licences.renewal import locked_licence, require_in_force
from licensing.licences.states import LicenceState
from licensing.licences.window import Timeliness
from portal.kernel import clock
from portal.kernel.accounts.queries import principals_in
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.dates import long_day
from portal.kernel.errors import Refused
from services.items.queries import current_version

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@act
def start_renewal(*, licence: Licence, by: User, at: datetime) -> Case:
    """Begin the application to renew a licence, or return the one that is open.

    Raises Refused for a licence that is not valid or not limited, before the window opens,
    after the last day, or when the item is no longer offered.
    """
    licence = locked_licence(licence)
    matter = licence.case.version.offering.code
    if not principals_in(by, matter).filter(pk=licence.holder_id).exists():
        raise Refused("not_applicant", _("只有持证人或者受委托的代办人可以申请延续。"))
    if licence.state != LicenceState.VALID or licence.valid_to is None:
        raise Refused("not_renewable", _("这本证照不需要延续，或者现在不能延续。"))
    opened = open_renewal(licence)
    if opened is not None:
        return opened
    window = renewal_window(licence, clock.local_date(at))
    if window.asked_on(clock.local_date(at)) is Timeliness.TOO_EARLY:
        raise Refused(
            "renewal_too_early",
            _("还没到申请延续的时间，%(day)s起可以申请。") % {"day": long_day(window.opens_on)},
        )
    require_in_force(licence, clock.local_date(at))
    version = current_version(matter)
    if version is None:
        raise Refused("item_withdrawn", _("这个事项现在没有公布，请到窗口咨询怎样延续。"))
    case = start_draft(
        version=version,
        applicant=licence.holder,
        centre=licence.case.centre,
        renews=licence,
        by=by,
        at=at,
    )
    record(
        subject=case.subject,
        verb="licensing.renewal.start",
        by=by,
        facts={"licence": licence.pk, "closes_on": window.closes_on.isoformat()},
        citation="行政许可法第五十条第一款",
        on_behalf_of=licence.holder,
    )
    return case
