# SPDX-License-Identifier: Apache-2.0
"""A child is named by the household register, and a parent acts for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0025_learn_sizes"),
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
        migrations.AlterField(
            model_name="party",
            name="id_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resident", "居民身份证"),
                    ("household", "居民户口簿（未满16周岁）"),
                    ("residence", "港澳台居民居住证"),
                    ("hm_permit", "港澳居民来往内地通行证"),
                    ("tw_permit", "台湾居民来往大陆通行证"),
                    ("passport", "护照"),
                    ("foreign_pr", "外国人永久居留身份证"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="证件类型",
            ),
        ),
    ]
