# SPDX-License-Identifier: Apache-2.0
"""The thing or the party that somebody names by its number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.appeals.models import Complaint
from licensing.cases.models import Case
from portal.kernel.accounts.id_kinds import id_keys
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.rules import normal_number
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from portal.kernel.subjects import Subject
from portal.web.retention.forms import Named


@dataclass(frozen=True)
class Target:
    """What has to stay: a party or a thing, and what it is called where it is listed."""

    what: str
    party: Party | None = None
    subject: Subject | None = None


def target_of(kind: str, number: str) -> Target:
    """Return what a number names; raises Invalid when there is nothing of it."""
    typed = normal_number(number)
    if kind == Named.CASE:
        case = Case.objects.filter(number=typed).select_related("subject").first()
        if case is not None:
            return Target(str(case.number), subject=case.subject)
    elif kind == Named.COMPLAINT:
        complaint = Complaint.objects.filter(number=typed).select_related("subject").first()
        if complaint is not None:
            return Target(complaint.number, subject=complaint.subject)
    elif kind == Named.ENTERPRISE:
        party = Party.objects.filter(uscc=typed).first()
        if party is not None:
            return Target(party.name, party=party)
    else:
        keys = [digest(key) for key in id_keys(typed)]
        party = Party.objects.filter(id_digest__in=keys).first()
        if party is not None:
            return Target(party.masked_name, party=party)
    raise Invalid("unknown_target", _("没有找到这个编号，请核对后再填。"), "what")
