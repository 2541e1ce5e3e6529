# SPDX-License-Identifier: Apache-2.0
"""By which document a person is known; whoever was on file before showed an ID number."""

from django.db import migrations, models

FILLED = "UPDATE kernel_party SET id_kind = 'resident' WHERE kind = 'person'"


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0014_clean_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="id_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resident", "居民身份证"),
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
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
