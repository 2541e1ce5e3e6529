# SPDX-License-Identifier: Apache-2.0
"""Charges and what may not be deferred as rows from a day; which items, by their codes."""

import datetime

import django.contrib.postgres.fields
from django.db import migrations, models

SHIPPED_ON = datetime.date(2020, 1, 1)


def name_items(apps, schema_editor):
    """Write the codes of the items into the rows that named them."""
    for row in apps.get_model("services", "DeferralExclusion").objects.all():
        row.item_codes = list(row.items.order_by("code").values_list("code", flat=True))
        row.save(update_fields=["item_codes"])


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0011_desk_edits"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="effective_on",
                field=models.DateField(
                    default=SHIPPED_ON, db_default=SHIPPED_ON, verbose_name="生效日期"
                ),
            )
            for model in ("deferralexclusion", "feeitem")
        ),
        migrations.AddField(
            model_name="deferralexclusion",
            name="item_codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                default=list,
                db_default=models.Value(
                    [],
                    django.contrib.postgres.fields.ArrayField(models.CharField(max_length=64)),
                ),
                size=None,
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="feeitem",
            name="citation",
            field=models.CharField(
                blank=True, default="", db_default="", max_length=200, verbose_name="依据"
            ),
        ),
        migrations.RunPython(name_items, migrations.RunPython.noop),
    ]
