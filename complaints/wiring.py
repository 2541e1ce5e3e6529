# SPDX-License-Identifier: Apache-2.0
"""What complaints registers with the kernel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints import states
from complaints.models import Complaint
from portal.kernel.checks import register_aggregate
from portal.kernel.deadlines.registry import TermKind, register_term

HOTLINE = "四川省12345政务服务便民热线运行管理办法"


def connect() -> None:
    """Register the machine and the periods."""
    register_aggregate(states.COMPLAINT, Complaint)
    register_term(TermKind("dispatch", _("派单"), "本市规定"))
    register_term(TermKind("answer", _("答复"), HOTLINE, ladder=True))
