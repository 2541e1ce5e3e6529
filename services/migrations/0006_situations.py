# SPDX-License-Identifier: Apache-2.0
"""Situations, form fields, intermediary services, policies, search words."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("kernel", "0008_more_city_rules"),
        ("services", "0005_exchange"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uscc",
                    models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码"),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("phone", models.CharField(max_length=20, verbose_name="电话")),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("found", "来自公开网页"),
                            ("memory", "演示数据"),
                            ("synthetic", "测试数据"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "中介服务机构",
                "verbose_name_plural": "中介服务机构",
                "ordering": ("uscc",),
            },
        ),
        migrations.CreateModel(
            name="IntermediaryService",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="名称")),
                ("legal_basis", models.CharField(max_length=200, verbose_name="设定依据")),
                ("authority", models.CharField(max_length=100, verbose_name="行业主管部门")),
                ("result", models.CharField(max_length=200, verbose_name="服务成果")),
                ("is_listed", models.BooleanField(default=True, verbose_name="在清单内")),
                ("listed_on", models.DateField(verbose_name="列入日期")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("found", "来自公开网页"),
                            ("memory", "演示数据"),
                            ("synthetic", "测试数据"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "items",
                    models.ManyToManyField(
                        blank=True,
                        related_name="intermediary_services",
                        to="services.serviceitem",
                        verbose_name="用于事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "中介服务事项",
                "verbose_name_plural": "中介服务事项",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ItemSituation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="问题")),
                ("draft", models.JSONField(blank=True, null=True, verbose_name="草稿")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("found", "来自公开网页"),
                            ("memory", "演示数据"),
                            ("synthetic", "测试数据"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situation",
                        to="services.serviceitem",
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
            ],
            options={
                "verbose_name": "情形引导",
                "verbose_name_plural": "情形引导",
                "ordering": ("item_id",),
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("organ", models.CharField(max_length=100, verbose_name="牵头部门")),
                ("benefit", models.CharField(max_length=300, verbose_name="给什么")),
                ("how", models.CharField(max_length=300, verbose_name="怎么申请")),
                ("source", models.CharField(max_length=200, verbose_name="政策依据")),
                ("conditions", models.JSONField(default=list, verbose_name="条件")),
                ("valid_from", models.DateField(verbose_name="施行")),
                ("valid_to", models.DateField(verbose_name="有效期至")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("found", "来自公开网页"),
                            ("memory", "演示数据"),
                            ("synthetic", "测试数据"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="services.serviceitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "惠企政策",
                "verbose_name_plural": "惠企政策",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="PolicyEvaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("continue", "继续执行"),
                            ("adjust", "调整后执行"),
                            ("end", "停止执行"),
                        ],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("beneficiaries", models.PositiveIntegerField(verbose_name="享受企业数")),
                ("findings", models.CharField(max_length=1000, verbose_name="执行情况")),
                ("evaluated_at", models.DateTimeField(verbose_name="评估时间")),
                (
                    "evaluated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluation",
                        to="services.policy",
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
            ],
            options={
                "verbose_name": "政策评估",
                "verbose_name_plural": "政策评估",
            },
        ),
        migrations.CreateModel(
            name="ProviderOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("qualification", models.CharField(max_length=100, verbose_name="资质")),
                ("qualification_number", models.CharField(max_length=60, verbose_name="资质证号")),
                ("valid_from", models.DateField(verbose_name="资质自")),
                ("valid_to", models.DateField(verbose_name="资质至")),
                ("conditions", models.CharField(max_length=300, verbose_name="服务条件")),
                ("flow", models.CharField(max_length=300, verbose_name="服务流程")),
                ("days", models.PositiveSmallIntegerField(verbose_name="时限（工作日）")),
                ("price", models.CharField(max_length=200, verbose_name="收费标准")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("A", "A 优"),
                            ("B", "B 良"),
                            ("C", "C 一般"),
                            ("D", "D 差"),
                            ("N", "未评级"),
                        ],
                        max_length=1,
                        verbose_name="信用等级",
                    ),
                ),
                ("graded_on", models.DateField(blank=True, null=True, verbose_name="评级日期")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="services.provider",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="services.intermediaryservice",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构的服务",
                "verbose_name_plural": "机构的服务",
                "ordering": ("service_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="IntermediaryChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chosen_at", models.DateTimeField(verbose_name="选定时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="改选时间")),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="services.intermediaryservice",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="services.provideroffer",
                    ),
                ),
            ],
            options={
                "verbose_name": "中介选择",
                "verbose_name_plural": "中介选择",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
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
                        choices=[
                            ("group", "口语说法"),
                            ("alias", "事项别名"),
                            ("english", "英文说法"),
                        ],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                (
                    "say",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="人们说",
                    ),
                ),
                (
                    "mean",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="目录里叫",
                    ),
                ),
                (
                    "only_with",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="同时要有",
                    ),
                ),
                ("is_weak", models.BooleanField(default=False, verbose_name="只作补充")),
                ("is_on", models.BooleanField(default=True, verbose_name="启用")),
                ("is_shipped", models.BooleanField(default=False, verbose_name="随系统提供")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "检索词",
                "verbose_name_plural": "检索词",
                "ordering": ("position", "id"),
            },
        ),
        migrations.CreateModel(
            name="ZeroHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=40, verbose_name="问法")),
                ("day", models.DateField(verbose_name="日期")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="次数")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
            ],
            options={
                "verbose_name": "没有结果的问法",
                "verbose_name_plural": "没有结果的问法",
                "ordering": ("-day", "text"),
                "constraints": [
                    models.UniqueConstraint(fields=("text", "day"), name="zero_hit_per_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "文字"),
                            ("number", "数字"),
                            ("date", "日期"),
                            ("choice", "选一项"),
                            ("phone", "电话"),
                            ("uscc", "统一社会信用代码"),
                            ("id", "公民身份号码"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("is_required", models.BooleanField(default=True, verbose_name="必填")),
                (
                    "pattern",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="格式"),
                ),
                (
                    "help",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="说明"),
                ),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="可选内容",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("asked", "由申请人填写"),
                            ("account.name", "账号登记信息"),
                            ("account.number", "账号登记信息"),
                            ("account.phone", "账号登记信息"),
                            ("account.address", "账号登记信息"),
                            ("licence.number", "已有证照"),
                            ("licence.valid_to", "已有证照"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="可从哪里取得",
                    ),
                ),
                (
                    "source_title",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="证照名称"
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("found", "来自公开网页"),
                            ("memory", "演示数据"),
                            ("synthetic", "测试数据"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_fields",
                        to="services.serviceitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "表格项",
                "verbose_name_plural": "表格项",
                "ordering": ("item_id", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "code"), name="form_field_once_per_item"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="policy_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="provideroffer",
            constraint=models.UniqueConstraint(
                fields=("provider", "service"), name="provider_offers_service_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provideroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="qualification_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="intermediarychoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("service", "party"),
                name="one_current_intermediary_choice",
            ),
        ),
    )
