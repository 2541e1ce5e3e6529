# SPDX-License-Identifier: Apache-2.0
"""When a renewal may be asked for, and whether an item concerns safety."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0002_joint_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="offeringversion",
            name="concerns_safety",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="直接关系公共安全、人身健康、生命财产安全",
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="renewal_closes_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="延续申请至少提前（自然日）"
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="renewal_opens_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="延续申请最早提前（自然日）"
            ),
        ),
    ]
