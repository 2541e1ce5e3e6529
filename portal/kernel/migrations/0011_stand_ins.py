# SPDX-License-Identifier: Apache-2.0
"""The deputy's right as a dated grant; absences that are declared already give theirs."""

from datetime import timedelta

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import portal.kernel.clock


def fill(apps, _schema):
    """Grant what declared absences say. The permission itself comes only after migrating."""
    absences = apps.get_model("kernel", "Absence").objects.select_related("deputy")
    if not absences.exists():
        return
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kernel", model="staffmember"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="stand_in_for", defaults={"name": "顶岗补位"}
    )
    grants = {}
    for absence in absences.iterator():
        last = absence.last_day
        if absence.returned_on is not None:
            last = min(last, absence.returned_on - timedelta(days=1))
        if last >= absence.first_day:
            grants[absence.deputy.user_id, absence.staff_id, absence.first_day] = last
    stand_in = apps.get_model("kernel", "StandIn")
    stand_in.dated.bulk_create(
        stand_in(
            user_id=user,
            permission=permission,
            content_object_id=staff,
            valid_from=first,
            valid_to=last,
        )
        for (user, staff, first), last in grants.items()
    )


class Migration(migrations.Migration):
    dependencies = (
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("kernel", "0010_turns"),
    )

    operations = (
        migrations.AlterModelOptions(
            name="staffmember",
            options={
                "permissions": (("stand_in_for", "顶岗补位"),),
                "verbose_name": "工作人员",
                "verbose_name_plural": "工作人员",
            },
        ),
        migrations.AlterModelManagers(
            name="mandate",
            managers=[
                ("dated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(default=portal.kernel.clock.today)),
                ("valid_to", models.DateField()),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stood_in",
                        to="kernel.staffmember",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "代办授权",
                "verbose_name_plural": "代办授权",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="standin_ends_after_it_starts",
                    )
                ],
                "unique_together": {("user", "permission", "content_object", "valid_from")},
            },
            managers=[
                ("dated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
