# SPDX-License-Identifier: Apache-2.0
"""A form field may be filled in from another office's register."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("services", "0007_editors_desks"),)
    operations = (
        migrations.AlterField(
            model_name="formfield",
            name="source",
            field=models.CharField(
                choices=[
                    ("asked", "由申请人填写"),
                    ("account.name", "账号里的名称"),
                    ("account.number", "账号里的证件号码"),
                    ("account.phone", "账号里的电话"),
                    ("account.address", "账号里的地址"),
                    ("licence.number", "证照编号"),
                    ("licence.valid_to", "证照有效期至"),
                    ("register", "部门登记库"),
                ],
                default="asked",
                max_length=20,
                verbose_name="可从哪里取得",
            ),
        ),
        migrations.AlterField(
            model_name="formfield",
            name="source_title",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="证照名称或登记内容"
            ),
        ),
    )
