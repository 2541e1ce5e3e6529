# SPDX-License-Identifier: Apache-2.0
"""Relief days of an emergency on terms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("kernel", "0005_attempts"),)
    operations = (
        migrations.AddField(
            model_name="term",
            name="relief_days",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="突发事件顺延天数"
            ),
        ),
    )
