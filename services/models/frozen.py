# SPDX-License-Identifier: Apache-2.0
"""The guard of everything that hangs on a published version."""

from __future__ import annotations

import pgtrigger

_FROZEN = """
    IF EXISTS (SELECT 1 FROM services_offeringversion v
                WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN
        RAISE EXCEPTION 'a published version never changes';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def frozen_with_version() -> tuple[pgtrigger.Trigger, ...]:
    """Triggers that refuse any change to the parts of a published version."""
    return (
        pgtrigger.Trigger(
            name="frozen_with_version",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=_FROZEN,
        ),
    )
