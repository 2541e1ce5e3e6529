# SPDX-License-Identifier: Apache-2.0
"""The hash of an event: over every column, in one unambiguous text."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION kernel_event_hash(e kernel_event) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    encode(e.prev_hash, 'hex'), e.subject_id, e.seq, e.verb, e.actor_id, e.on_behalf_of_id,
    e.window_id, e.from_state, e.to_state, e.citation, e.facts, e.effective_on,
    to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))
$$
"""


class Migration(migrations.Migration):
    dependencies = (("kernel", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, "DROP FUNCTION kernel_event_hash(kernel_event)"),)
