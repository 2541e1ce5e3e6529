# SPDX-License-Identifier: Apache-2.0
"""Absent staff and their deputies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("kernel", "0006_relief"),)
    operations = (
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("leave", "请假"), ("handover", "假期交接"), ("duty", "公务外出")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("returned_on", models.DateField(null=True, verbose_name="提前返岗日")),
                ("declared_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to="kernel.staffmember",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="kernel.staffmember",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absence",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "外出与代办",
                "verbose_name_plural": "外出与代办",
                "ordering": ("-first_day", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["first_day"],
                        name="absence_to_watch",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="absence_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_on__isnull", True),
                            ("returned_on__lte", models.F("last_day")),
                            _connector="OR",
                        ),
                        name="absence_return_is_early",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff", models.F("deputy")), _negated=True),
                        name="absence_deputy_is_another",
                    ),
                ],
            },
        ),
    )
