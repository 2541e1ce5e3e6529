# SPDX-License-Identifier: Apache-2.0
"""What import and export need: the runs over handed-in workbooks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import services.exchange.models


class Migration(migrations.Migration):
    dependencies = (
        ("services", "0004_publication"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=services.exchange.models.new_token, max_length=24, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("path", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("is_dry", models.BooleanField(verbose_name="只检查")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待处理"),
                            ("running", "正在处理"),
                            ("done", "处理完毕"),
                            ("failed", "没有处理成"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("report", models.JSONField(default=dict)),
                ("problem", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(verbose_name="交来时间")),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "事项导入",
                "verbose_name_plural": "事项导入",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["state", "begun_at"],
                        name="import_run_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", True),
                                ("state__in", ("waiting", "running")),
                            ),
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ("done", "failed"))
                            ),
                            _connector="OR",
                        ),
                        name="import_run_finished_has_time",
                    )
                ],
            },
        ),
    )
