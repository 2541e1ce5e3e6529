# SPDX-License-Identifier: Apache-2.0
"""What a virus scanner said of each file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0019_mandates"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "没有扫描"),
                    ("pending", "等待病毒扫描"),
                    ("clean", "已扫描"),
                    ("infected", "有病毒，已隔离"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("scan", "pending")), fields=["id"], name="upload_to_be_scanned"
            ),
        ),
    ]
