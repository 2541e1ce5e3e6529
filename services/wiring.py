# SPDX-License-Identifier: Apache-2.0
"""What the catalogue registers with the kernel."""

from __future__ import annotations

from portal.kernel import sweeps
from portal.kernel.identity import closing
from portal.kernel.identity.closing import Part
from portal.kernel.retention import keeping as retention
from portal.kernel.staff.leaving import register_release
from portal.kernel.states import register_aggregate
from services.drafts.leaving import release_drafts
from services.drafts.models import Draft
from services.drafts.publication import publish_due
from services.drafts.states import DRAFT
from services.editors.undo import register_undo
from services.exchange.runs import KEEPING, ring_for_waiting
from services.items.charges import follow_law
from services.items.following import unsubscribe_all
from services.items.models.item import Offering
from services.items.states import MACHINE
from services.search import words
from services.tables import undo as tables_undo


def connect() -> None:
    """Register machines and sweeps."""
    register_aggregate(MACHINE, Offering)
    register_aggregate(DRAFT, Draft)
    register_undo("word", words.UNDO)
    register_undo("form", tables_undo.UNDO)
    register_release(release_drafts)
    closing.register("services", Part(lambda _user: [], lambda _user: [], unsubscribe_all))
    retention.register(KEEPING)
    retention.register(words.KEEPING)
    sweeps.register("guides_in_force", publish_due)
    sweeps.register("charges_in_force", follow_law)
    sweeps.register("import_runs", ring_for_waiting)
