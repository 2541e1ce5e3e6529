# SPDX-License-Identifier: Apache-2.0
"""Load the rule that raises a card for what the one notice left out; rows of a city stay."""

import json
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).parents[1] / "data" / "city_rules.json"


def load(apps, schema_editor):
    CityRule = apps.get_model("kernel", "CityRule")  # noqa: N806 - a class
    CityRule.objects.bulk_create(
        [CityRule(**row) for row in json.loads(SHIPPED.read_text(encoding="utf-8"))],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0027_told_in_writing")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
