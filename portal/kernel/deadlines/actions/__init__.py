# SPDX-License-Identifier: Apache-2.0
"""What can be done with the terms of a subject. Apps import from here."""

from portal.kernel.deadlines.actions.pauses import close_pause, open_pause, replan_pause
from portal.kernel.deadlines.actions.relief import relieve
from portal.kernel.deadlines.actions.terms import (
    cancel_term,
    end_term,
    extend_term,
    refresh_terms,
    start_term,
)

__all__ = [
    "cancel_term",
    "close_pause",
    "end_term",
    "extend_term",
    "open_pause",
    "refresh_terms",
    "relieve",
    "replan_pause",
    "start_term",
]
