# SPDX-License-Identifier: Apache-2.0
"""A verdict for what the one notice left out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licensing", "0006_kept_rows"),
    ]

    operations = [
        migrations.AlterField(
            model_name="casematerial",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("pending", "未核验"),
                    ("passed", "合格"),
                    ("to_correct", "需补正"),
                    ("deferred", "可容缺"),
                    ("untold", "未在一次告知中提出"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
    ]
