# SPDX-License-Identifier: Apache-2.0
"""A helper of the centre may hold a mandate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0038_sharing_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mandate",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agent", "委托代理人"),
                    ("relative", "亲友代办"),
                    ("parent", "父母或其他监护人"),
                    ("helper", "帮办代办员"),
                    ("representative", "法定代表人"),
                    ("administrator", "破产管理人"),
                    ("liquidator", "清算组"),
                ],
                db_default="agent",
                default="agent",
                max_length=14,
                verbose_name="代办身份",
            ),
        ),
    ]
