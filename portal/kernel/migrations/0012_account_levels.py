# SPDX-License-Identifier: Apache-2.0
"""Levels of accounts, asserted persons, and codes to a phone."""

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


def keep(apps, schema_editor):
    """Keep what accounts see today: their phone was held against the one on file."""
    User = apps.get_model("kernel", "User")  # noqa: N806 - a class
    User.objects.filter(person__isnull=False).update(level="phone")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_stand_ins"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(choices=[("phone", "核验手机号")], max_length=8)),
                ("phone", portal.kernel.crypto.EncryptedTextField()),
                ("phone_digest", models.CharField(max_length=64)),
                ("code", portal.kernel.crypto.EncryptedTextField(blank=True, default="")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("spent_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "一次性验证码",
                "verbose_name_plural": "一次性验证码",
            },
        ),
        migrations.RemoveConstraint(
            model_name="party",
            name="party_person_has_id_enterprise_has_uscc",
        ),
        migrations.AddField(
            model_name="party",
            name="asserted_digest",
            field=models.CharField(
                blank=True, db_default="", db_index=True, default="", editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asserted",
                to="kernel.party",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="level",
            field=models.CharField(
                choices=[
                    ("unverified", "未核验"),
                    ("phone", "已核验手机号"),
                    ("identity", "已核验身份"),
                ],
                db_default="unverified",
                default="unverified",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="subject",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="account",
                to="kernel.subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asserted_digest", ""),
                        ("id_digest__isnull", False),
                        ("kind", "person"),
                        ("uscc__isnull", True),
                    ),
                    models.Q(
                        ("id_digest__isnull", True),
                        ("kind", "person"),
                        ("uscc__isnull", True),
                        models.Q(("asserted_digest", ""), _negated=True),
                    ),
                    models.Q(
                        ("id_digest__isnull", True), ("kind", "enterprise"), ("uscc__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="party_person_has_id_enterprise_has_uscc",
                violation_error_message="自然人须有身份证号，企业须有统一社会信用代码。",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("same_as__isnull", True),
                    models.Q(("asserted_digest", ""), _negated=True),
                    _connector="OR",
                ),
                name="party_same_as_is_of_an_asserted_one",
            ),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="onetimecode",
            index=models.Index(fields=["user", "-made_at"], name="code_of_user"),
        ),
        migrations.AddIndex(
            model_name="onetimecode",
            index=models.Index(fields=["phone_digest", "-made_at"], name="code_to_phone"),
        ),
        migrations.AddConstraint(
            model_name="onetimecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("spent_at__isnull", True), ("code", ""), _connector="OR"),
                name="code_spent_is_wiped",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
