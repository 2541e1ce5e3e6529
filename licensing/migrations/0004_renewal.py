# SPDX-License-Identifier: Apache-2.0
"""Renewals, bans on applying again, emergencies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_more_city_rules"),
        ("licensing", "0003_procedures"),
        ("services", "0003_renewal_window"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ban",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("false_materials", "隐瞒情况或者提供虚假材料"),
                            ("fraud", "以欺骗、贿赂等不正当手段取得许可"),
                        ],
                        max_length=16,
                        verbose_name="事由",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "禁止期内"), ("ended", "已届满"), ("lifted", "已解除")],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("citation", models.CharField(max_length=200, verbose_name="依据")),
                (
                    "lift_reason",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="解除理由"
                    ),
                ),
            ],
            options={
                "verbose_name": "再次申请的禁止期",
                "verbose_name_plural": "再次申请的禁止期",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Emergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("extra_days", models.PositiveSmallIntegerField(verbose_name="延长天数")),
                (
                    "state",
                    models.CharField(
                        choices=[("declared", "已宣布"), ("undone", "已撤销")],
                        default="declared",
                        max_length=10,
                    ),
                ),
                ("declared_at", models.DateTimeField()),
                ("moved", models.PositiveIntegerField(default=0, verbose_name="变动日期数")),
                (
                    "undo_reason",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="撤销理由"
                    ),
                ),
            ],
            options={
                "verbose_name": "突发事件延期",
                "verbose_name_plural": "突发事件延期",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="EmergencyTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "延期的期限",
                "verbose_name_plural": "延期的期限",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="renews",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="licensing.licence",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("renews__isnull", False)),
                fields=["renews"],
                name="case_renewal",
            ),
        ),
        migrations.AddField(
            model_name="ban",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bans",
                to="licensing.case",
            ),
        ),
        migrations.AddField(
            model_name="ban",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bans",
                to="services.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="ban",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bans", to="kernel.party"
            ),
        ),
        migrations.AddField(
            model_name="ban",
            name="subject",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="ban", to="kernel.subject"
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="declared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="divisions",
            field=models.ManyToManyField(to="kernel.division", verbose_name="区域"),
        ),
        migrations.AddField(
            model_name="emergency",
            name="items",
            field=models.ManyToManyField(
                blank=True, to="services.serviceitem", verbose_name="事项"
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="subject",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergency",
                to="kernel.subject",
            ),
        ),
        migrations.AddField(
            model_name="emergencyterm",
            name="emergency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms",
                to="licensing.emergency",
            ),
        ),
        migrations.AddField(
            model_name="emergencyterm",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergencies",
                to="kernel.term",
            ),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=models.Index(
                condition=models.Q(("state", "active")),
                fields=["party", "item"],
                name="ban_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="ban_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "lifted"), _negated=True),
                    models.Q(("lift_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="ban_lifted_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.UniqueConstraint(
                fields=("case", "ground"), name="ban_once_per_case_and_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="emergency_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("extra_days__gt", 0)), name="emergency_gives_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "undone"), _negated=True),
                    models.Q(("undo_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="emergency_undone_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyterm",
            constraint=models.UniqueConstraint(
                fields=("emergency", "term"), name="emergency_term_once"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="renewal_in_time",
            field=models.BooleanField(null=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("renewal_in_time__isnull", True), ("renews__isnull", False), _connector="OR"
                ),
                name="case_in_time_is_renewal",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", False),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_by_person_or_law",
            ),
        ),
    ]
