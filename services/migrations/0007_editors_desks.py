# SPDX-License-Identifier: Apache-2.0
"""What editors change about forms, agencies and policies, and that it can be told."""

import django.db.models.deletion
from django.db import migrations, models


def _subject() -> models.OneToOneField:
    return models.OneToOneField(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="kernel.subject",
    )


class Migration(migrations.Migration):
    dependencies = (
        ("kernel", "0008_more_city_rules"),
        ("services", "0006_situations"),
    )

    operations = (
        migrations.CreateModel(
            name="ItemForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form",
                        to="services.serviceitem",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请表",
                "verbose_name_plural": "申请表",
                "ordering": ("item_id",),
            },
        ),
        migrations.AddField("intermediaryservice", "subject", _subject()),
        migrations.AddField("provider", "subject", _subject()),
        migrations.AddField("policy", "subject", _subject()),
        migrations.AddField(
            "provider",
            "withdrawn_on",
            models.DateField(blank=True, null=True, verbose_name="退出日期"),
        ),
        migrations.AddField(
            "provideroffer",
            "withdrawn_on",
            models.DateField(blank=True, null=True, verbose_name="撤下日期"),
        ),
        migrations.AddField(
            "policy",
            "closing_reason",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="提前终止的原因",
            ),
        ),
        migrations.AddField(
            "policy",
            "is_published",
            models.BooleanField(db_default=True, default=True, verbose_name="公布"),
        ),
    )
