# SPDX-License-Identifier: Apache-2.0
"""Codes for a new phone and a forgotten password; the open sessions of an account."""

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
        ("kernel", "0012_account_levels"),
    ]

    operations = [
        migrations.AlterField(
            model_name="onetimecode",
            name="phone",
            field=portal.kernel.crypto.EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="onetimecode",
            name="purpose",
            field=models.CharField(
                choices=[("phone", "核验手机号"), ("new", "更换手机号"), ("recover", "找回密码")],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("browser", models.CharField(blank=True, default="", max_length=300)),
                ("began_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "登录中的设备",
                "verbose_name_plural": "登录中的设备",
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
