# SPDX-License-Identifier: Apache-2.0
"""Clean copies of files: what came, where it proves something, and what it says of itself."""

from django.db import migrations, models

import portal.kernel.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0013_own_account"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="facts",
            field=portal.kernel.crypto.EncryptedJSONField(null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="original_path",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="upload",
            name="original_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="upload",
            name="original_size",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="original_type",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
