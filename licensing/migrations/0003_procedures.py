# SPDX-License-Identifier: Apache-2.0
"""Hearings, special procedures with evidence, inspections, parts of several organs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licensing", "0002_initial"),
        ("services", "0002_joint_parts"),
        ("kernel", "0007_absence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewstep",
            name="organ",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="review_steps",
                to="kernel.organ",
            ),
        ),
        migrations.RunSQL(
            """UPDATE licensing_reviewstep s SET organ_id = c.organ_id
                 FROM licensing_case c WHERE c.id = s.case_id AND s.organ_id IS NULL;
               SET CONSTRAINTS ALL IMMEDIATE;""",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="reviewstep",
            name="organ",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="review_steps",
                to="kernel.organ",
            ),
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="日期")),
                ("arranged_at", models.DateTimeField()),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="licensing.case",
                    ),
                ),
                ("people", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "核查安排",
                "verbose_name_plural": "核查安排",
                "ordering": ("case_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("told", "已告知，等申请人答复"),
                            ("requested", "申请人要求听证，待安排"),
                            ("scheduled", "已通知时间地点"),
                            ("held", "已举行"),
                            ("waived", "申请人放弃听证"),
                            ("cancelled", "随办件终止"),
                        ],
                        default="told",
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(max_length=300, verbose_name="告知听证的事由")),
                ("told_on", models.DateField(verbose_name="告知日")),
                (
                    "requested_on",
                    models.DateField(blank=True, null=True, verbose_name="要求听证日"),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="听证时间")),
                (
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="听证地点"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="听证意见"
                    ),
                ),
                ("recorded_on", models.DateField(blank=True, null=True, verbose_name="笔录交回日")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="licensing.case",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_hosted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pause",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing",
                        to="kernel.pause",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing",
                        to="kernel.upload",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "听证",
                "verbose_name_plural": "听证",
                "ordering": ("case_id", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("told", "requested", "scheduled"))),
                        fields=("case",),
                        name="hearing_one_pending_per_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("scheduled", "held")), _negated=True),
                            models.Q(
                                ("host__isnull", False),
                                ("starts_at__isnull", False),
                                models.Q(("place", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hearing_scheduled_has_time_and_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("record__isnull", False), ("recorded_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearing_held_has_record",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=40)),
                ("limit", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "未轮到"),
                            ("open", "办理中"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="licensing.case",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_parts",
                        to="kernel.organ",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organ_part",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "联办部分",
                "verbose_name_plural": "联办部分",
                "ordering": ("case_id", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("case", "organ"), name="part_once_per_organ")
                ],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="特别程序")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "进行中"),
                            ("closed", "已结束"),
                            ("cancelled", "随办件终止"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="事由")),
                ("provider", models.CharField(max_length=100, verbose_name="承担机构")),
                (
                    "longest_days",
                    models.PositiveSmallIntegerField(verbose_name="最长时间（工作日）"),
                ),
                ("citation", models.CharField(max_length=200, verbose_name="最长时间的依据")),
                (
                    "report_number",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="报告编号"
                    ),
                ),
                (
                    "delivered_by",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="送交人"),
                ),
                ("overrun_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="licensing.case",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedure",
                        to="kernel.upload",
                    ),
                ),
                (
                    "pause",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedure",
                        to="kernel.pause",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedure",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "特别程序",
                "verbose_name_plural": "特别程序",
                "ordering": ("case_id", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("evidence__isnull", False),
                            models.Q(
                                models.Q(("report_number", ""), _negated=True),
                                models.Q(("delivered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="procedure_closed_has_evidence",
                    )
                ],
            },
        ),
    ]
