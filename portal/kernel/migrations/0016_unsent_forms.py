# SPDX-License-Identifier: Apache-2.0
"""Forms that came too late, kept for their owners; rules of files and of these."""

import json
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.kernel.crypto

SHIPPED = Path(__file__).parents[1] / "data" / "city_rules.json"


def load(apps, schema_editor):
    """Load the rules that were added to the shipped file; rows that a city has edited stay."""
    CityRule = apps.get_model("kernel", "CityRule")  # noqa: N806 - a class
    CityRule.objects.bulk_create(
        [CityRule(**row) for row in json.loads(SHIPPED.read_text(encoding="utf-8"))],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0015_id_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_digest", models.CharField(max_length=64, unique=True)),
                ("ends_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "表单归属",
                "verbose_name_plural": "表单归属",
            },
        ),
        migrations.CreateModel(
            name="UnsentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("content", portal.kernel.crypto.EncryptedJSONField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "未提交成功的表单",
                "verbose_name_plural": "未提交成功的表单",
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
