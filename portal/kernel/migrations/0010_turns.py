# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is: the rows come after the last migration, see `portal.kernel.turns`."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("kernel", "0009_registers"),)

    operations = (
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(blank=True, max_length=40, verbose_name="待办动作")),
                (
                    "part",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="第几部分"
                    ),
                ),
                ("desk", models.CharField(max_length=60, verbose_name="在谁那里")),
                ("due_ordinal", models.PositiveIntegerField(null=True)),
                ("sort_on", models.DateField(verbose_name="到期日")),
                ("soon_on", models.DateField(verbose_name="提醒日")),
                (
                    "waits",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "可以办理"),
                            ("pause", "特别程序进行中"),
                            ("calendar", "放假安排尚未公布"),
                            ("turn", "等别人先办"),
                            ("date", "等期限届满"),
                        ],
                        max_length=10,
                        verbose_name="在等什么",
                    ),
                ),
                ("is_head", models.BooleanField(default=False)),
                ("since", models.DateTimeField(verbose_name="何时轮到")),
                ("urged_at", models.DateTimeField(null=True, verbose_name="最近催办")),
                ("urges", models.PositiveSmallIntegerField(default=0, verbose_name="催办次数")),
                (
                    "calendar_version",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.calendarversion",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="kernel.organ",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns_below",
                        to="kernel.subject",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="kernel.subject",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="kernel.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "待办",
                "verbose_name_plural": "待办",
                "indexes": [
                    models.Index(fields=["desk", "sort_on", "id"], name="turn_by_desk"),
                    models.Index(
                        condition=models.Q(("is_head", True)),
                        fields=["organ", "sort_on", "id"],
                        name="turn_head_by_organ",
                    ),
                    models.Index(
                        condition=models.Q(("is_head", True)),
                        fields=["sort_on", "id"],
                        name="turn_head_by_day",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "act", "part"), name="turn_once_per_subject_act_and_part"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_head", True)),
                        fields=("root",),
                        name="turn_one_head_per_root",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("soon_on__lte", models.F("sort_on"))),
                        name="turn_is_soon_before_it_is_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("desk", "n"), _negated=True),
                            models.Q(("waits", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="turn_of_nobody_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("desk__startswith", "u:"), ("handler__isnull", False)),
                            models.Q(
                                models.Q(("desk__startswith", "u:"), _negated=True),
                                ("handler__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="turn_of_a_person_has_handler",
                    ),
                ],
            },
        ),
    )
