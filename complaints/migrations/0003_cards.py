# SPDX-License-Identifier: Apache-2.0
"""Yellow and red cards, and whether a complaint is found true."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kernel import clock


def look_only_ahead(apps, schema_editor):
    """What happened before there were cards raises none."""
    if apps.get_model("kernel", "Event").objects.exists():
        apps.get_model("complaints", "CardWatch").objects.create(seen_until=clock.now())


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_initial"),
        ("licensing", "0003_procedures"),
        ("kernel", "0007_absence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CardWatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "亮牌进度",
                "verbose_name_plural": "亮牌进度",
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="finding",
            field=models.CharField(
                blank=True,
                choices=[("true", "属实"), ("partly", "部分属实"), ("untrue", "不属实")],
                db_default="",
                default="",
                max_length=8,
                verbose_name="认定",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fee_off_list", "收取清单以外的费用"),
                    ("refused_intake", "应当受理不受理"),
                    ("extra_demand", "要求清单以外的材料"),
                    ("delay", "拖延"),
                    ("manner", "服务态度"),
                    ("other", "其他"),
                ],
                db_default="",
                default="",
                max_length=16,
                verbose_name="情形",
            ),
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40, verbose_name="规则")),
                (
                    "colour",
                    models.CharField(
                        choices=[("yellow", "黄牌"), ("red", "红牌")],
                        max_length=6,
                        verbose_name="颜色",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="亮牌日")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "已亮牌"),
                            ("appealed", "申诉中"),
                            ("upheld", "维持"),
                            ("withdrawn", "已撤牌"),
                            ("closed", "已处理"),
                        ],
                        default="raised",
                        max_length=10,
                    ),
                ),
                (
                    "appeal",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="申诉理由"
                    ),
                ),
                ("appealed_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(blank=True, default="", max_length=1000, verbose_name="答复"),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rectify", "整改"),
                            ("talk", "谈话"),
                            ("points", "扣分"),
                            ("none", "不作处理"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="处理结果",
                    ),
                ),
                (
                    "outcome_note",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="处理说明"
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appealed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="licensing.case",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="kernel.centre",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.event",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="kernel.organ",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stood_in_for",
                    models.ForeignKey(
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
                        related_name="card",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "黄牌红牌",
                "verbose_name_plural": "黄牌红牌",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("raised", "appealed", "upheld"))),
                        fields=["colour", "organ"],
                        name="card_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "rule"), name="card_once_per_rule_and_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organ__isnull", False), ("centre__isnull", False), _connector="OR"
                        ),
                        name="card_has_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "appealed"), _negated=True),
                            ("appealed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="card_appealed_has_appellant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="card_closed_has_outcome",
                    ),
                ],
            },
        ),
        migrations.RunPython(look_only_ahead, migrations.RunPython.noop),
    ]
