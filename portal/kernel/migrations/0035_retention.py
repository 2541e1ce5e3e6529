# SPDX-License-Identifier: Apache-2.0
"""Periods of retention, legal holds, and what finds what is over."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0031_passkeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="保全什么")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("lawsuit", "行政诉讼、民事诉讼"),
                            ("reconsideration", "行政复议"),
                            ("criminal", "刑事侦查、起诉、审判"),
                            ("discipline", "监察调查、纪律审查"),
                            ("audit", "审计"),
                            ("request", "信访、信息公开等尚在办理"),
                        ],
                        max_length=16,
                        verbose_name="事由",
                    ),
                ),
                ("paper", models.CharField(max_length=60, verbose_name="文书号")),
                ("valid_from", models.DateField(verbose_name="从")),
                ("valid_to", models.DateField(null=True, verbose_name="到")),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lift_reason",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="解除理由"
                    ),
                ),
            ],
            options={
                "verbose_name": "依法保全",
                "verbose_name_plural": "依法保全",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=120, verbose_name="记录")),
                ("length", models.PositiveIntegerField(default=0, verbose_name="期限")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("minutes", "分钟"),
                            ("hours", "小时"),
                            ("calendar", "日"),
                            ("months", "个月"),
                            ("years", "年"),
                            ("permanent", "永久"),
                        ],
                        max_length=10,
                        verbose_name="单位",
                    ),
                ),
                ("counted_from", models.CharField(max_length=120, verbose_name="从什么时候起算")),
                (
                    "after_it",
                    models.CharField(
                        choices=[
                            ("delete", "删除"),
                            ("blank", "抹去内容，留下编号和时间"),
                            ("appraise", "由档案人员鉴定后移交或者销毁"),
                            ("attached", "随所属的事项处理"),
                            ("stays", "不删除，其中不含可读的个人信息"),
                        ],
                        max_length=10,
                        verbose_name="到期后",
                    ),
                ),
                ("citation", models.CharField(max_length=200, verbose_name="依据")),
                ("is_own", models.BooleanField(default=False, verbose_name="本市自定")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
            ],
            options={
                "verbose_name": "保存期限",
                "verbose_name_plural": "保存期限",
                "ordering": ("kind", "effective_on"),
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("title", ""), _negated=True),
                fields=["created_at"],
                name="notice_not_blanked",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("done", "obsolete")), models.Q(("payload", {}), _negated=True)
                ),
                fields=["finished_at"],
                name="outbox_not_blanked",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="lifted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="party",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="kernel.party",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="placed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="subject",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.subject"
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="target",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="kernel.subject",
            ),
        ),
        migrations.AddField(
            model_name="retentionperiod",
            name="change",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retention",
                to="kernel.change",
            ),
        ),
        migrations.AddIndex(
            model_name="legalhold",
            index=models.Index(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=["valid_from"],
                name="hold_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("party__isnull", False), ("target__isnull", True)),
                    models.Q(("party__isnull", True), ("target__isnull", False)),
                    _connector="OR",
                ),
                name="hold_is_on_one_party_or_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="hold_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lift_reason", ""),
                        ("lifted_at__isnull", True),
                        ("lifted_by__isnull", True),
                    ),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lift_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hold_lifted_has_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper", ""), _negated=True), name="hold_has_its_paper"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalhold",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a8024befa75de4e4afa858cfcb66a9108177da29",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_aeb3b",
                    table="kernel_legalhold",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalhold",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="5ae51ac3596dc5cc1f253767fc2fe17f9e4fcf64",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_d4f9d",
                    table="kernel_legalhold",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalhold",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."target_id" IS DISTINCT FROM (NEW."target_id") OR OLD."what" IS DISTINCT FROM (NEW."what") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."paper" IS DISTINCT FROM (NEW."paper") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to") OR OLD."placed_by_id" IS DISTINCT FROM (NEW."placed_by_id") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b0d7c9dc8be09ce69c27959af36f76e716957c69",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_3f41c",
                    table="kernel_legalhold",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionperiod",
            constraint=models.UniqueConstraint(
                fields=("kind", "effective_on"), name="retention_once_per_kind_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", "permanent"), _negated=True), ("length", 0), _connector="OR"
                ),
                name="retention_permanent_has_no_length",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="retentionperiod",
            trigger=pgtrigger.compiler.Trigger(
                name="never_edited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="88e667e79e2d6e84f14cea68bfd219862ea7b10f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_edited_e776a",
                    table="kernel_retentionperiod",
                    when="BEFORE",
                ),
            ),
        ),
    ]
