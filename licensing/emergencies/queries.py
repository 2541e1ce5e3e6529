# SPDX-License-Identifier: Apache-2.0
"""Reading what concerns a licence and its holder: renewals, bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.emergencies.models import Emergency
from licensing.emergencies.states import EmergencyState
from portal.kernel.audit.models import Event

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.models import Term


def cause_of_move(term: Term) -> str:
    """Return in words why a term's date moved last: an emergency by its name, or the calendar."""
    event = (
        Event.objects.filter(subject=term.subject_id, verb="term.date_moved", facts__term=term.pk)
        .order_by("-seq")
        .first()
    )
    kind, _colon, key = str(event.facts.get("cause", "") if event else "").partition(":")
    if kind != "emergency":
        return _("放假安排调整")
    emergency = Emergency.objects.get(pk=int(key))
    if emergency.state == EmergencyState.UNDONE:
        return _("“%(name)s”的延期撤销") % {"name": emergency.name}
    return _("“%(name)s”延期") % {"name": emergency.name}
