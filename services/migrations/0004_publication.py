# SPDX-License-Identifier: Apache-2.0
"""Levels, reviewed drafts, publication from a day, subscribers, public lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("services", "0003_renewal_window"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cataloguestamp",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="cataloguestamp",
            name="number",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="material",
            name="example",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="填写示例"
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="complaint_channel",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="监督投诉渠道"
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="contact",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="咨询方式"
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="hours",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="办理时间"
            ),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="place",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="办理地点"
            ),
        ),
        migrations.AddField(
            model_name="offering",
            name="withdrawal_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="下架理由"
            ),
        ),
        migrations.AlterField(
            model_name="fee",
            name="fee_item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="services.feeitem",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="实施编码")),
                ("row", models.JSONField(verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("editing", "起草中"),
                            ("review", "待审核"),
                            ("scheduled", "待生效"),
                            ("published", "已公布"),
                            ("discarded", "已放弃"),
                        ],
                        default="editing",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=500,
                        verbose_name="退回理由",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("changed_at", models.DateTimeField(verbose_name="最后改动")),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.offeringversion",
                    ),
                ),
                (
                    "renames",
                    models.BooleanField(db_default=False, default=False, verbose_name="事项改名"),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="services.offering",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.subject",
                        verbose_name="主体",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="services.offeringversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "指南草稿",
                "verbose_name_plural": "指南草稿",
                "ordering": ("-changed_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("editing", "review", "scheduled"))),
                        fields=("code",),
                        name="one_open_draft_per_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "scheduled"), _negated=True),
                            ("effective_on__isnull", False),
                            _connector="OR",
                        ),
                        name="scheduled_draft_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("version__isnull", False),
                            _connector="OR",
                        ),
                        name="published_draft_has_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="订阅时间")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="services.offering",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "指南订阅",
                "verbose_name_plural": "指南订阅",
                "ordering": ("-since",),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "offering"), name="subscribed_once")
                ],
            },
        ),
    ]
