# SPDX-License-Identifier: Apache-2.0
"""What an applicant was told in writing is never taken back; open periods begin with their day."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

FILL = """
UPDATE kernel_term SET told_on = due_on
 WHERE state = 'running' AND due_on IS NOT NULL
   AND kind IN ('supplement', 'deferral', 'hearing_request', 'hearing')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0026_children")]
    operations: ClassVar = [
        migrations.AddField(
            "term",
            "told_on",
            models.DateField(blank=True, null=True, verbose_name="书面告知的到期日"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "term",
            models.CheckConstraint(
                condition=Q(told_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("told_on")),
                name="term_never_before_what_was_told",
            ),
        ),
    ]
