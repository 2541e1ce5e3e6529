# SPDX-License-Identifier: Apache-2.0
"""Which subject of a provider opens which account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0028_untold_materials"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=30)),
                ("subject_digest", models.CharField(max_length=64, unique=True)),
                ("linked_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provider_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "统一身份认证绑定",
                "verbose_name_plural": "统一身份认证绑定",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "provider"), name="provider_link_one_subject_per_account"
                    )
                ],
            },
        ),
    ]
