# SPDX-License-Identifier: Apache-2.0
"""Registers of other offices, and what they have told."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import portal.kernel.crypto


class Migration(migrations.Migration):
    dependencies = (("kernel", "0008_more_city_rules"),)
    operations = (
        migrations.CreateModel(
            name="Register",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("keeper", models.CharField(max_length=100, verbose_name="登记机关")),
                (
                    "about",
                    models.CharField(
                        choices=[("person", "自然人"), ("enterprise", "法人和其他组织")],
                        max_length=12,
                        verbose_name="登记对象",
                    ),
                ),
                ("fields", models.JSONField(verbose_name="登记内容")),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="可免材料",
                    ),
                ),
                ("address", models.URLField(blank=True, default="", verbose_name="查询地址")),
                ("fresh_days", models.PositiveSmallIntegerField(verbose_name="有效天数")),
                ("citation", models.CharField(max_length=200, verbose_name="依据")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "部门登记库",
                "verbose_name_plural": "部门登记库",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("values", portal.kernel.crypto.EncryptedJSONField()),
                ("copied_on", models.DateField(verbose_name="数据日期")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="kernel.register",
                    ),
                ),
            ],
            options={
                "verbose_name": "登记内容",
                "verbose_name_plural": "登记内容",
                "indexes": [models.Index(fields=["digest"], name="register_entry_by_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("register", "digest"), name="register_entry_once_per_number"
                    )
                ],
            },
        ),
    )
