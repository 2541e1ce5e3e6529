# SPDX-License-Identifier: Apache-2.0
"""What finds drafts whose time is over."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0035_retention"),
        ("licensing", "0007_untold"),
        ("services", "0011_desk_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "draft")), fields=["saved_at"], name="case_draft_saved"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("number__isnull", True),
                    ("state", "withdrawn"),
                    models.Q(("form", {}), _negated=True),
                ),
                fields=["ended_at"],
                name="case_draft_dropped",
            ),
        ),
    ]
