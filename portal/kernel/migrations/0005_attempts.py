# SPDX-License-Identifier: Apache-2.0
"""Counts of attempts, for the limits that must hold without a cache."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_shipped_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "尝试次数",
                "verbose_name_plural": "尝试次数",
            },
        ),
    ]
