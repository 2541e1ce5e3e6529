# SPDX-License-Identifier: Apache-2.0
"""Load the rules and periods that were added to the shipped files; rows that are there stay."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "data"


def load(apps, schema_editor):
    for name, file in (("CityRule", "city_rules.json"), ("RetentionPeriod", "retention.json")):
        model = apps.get_model("kernel", name)
        rows = json.loads((DATA / file).read_text(encoding="utf-8"))
        for row in rows:
            row.pop("tables", None)
        model.objects.bulk_create([model(**row) for row in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = (("kernel", "0037_sharing"),)
    operations = (migrations.RunPython(load, migrations.RunPython.noop),)
