# SPDX-License-Identifier: Apache-2.0
"""A material may come from another office's register."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("licensing", "0004_renewal"),)
    operations = (
        migrations.AlterField(
            model_name="casematerial",
            name="grade",
            field=models.CharField(
                choices=[
                    ("A", "A级：政务部门签发或者登记"),
                    ("B", "B级：窗口核验过原件"),
                    ("C", "C级：申请人上传"),
                    ("D", "D级：申请人自述"),
                ],
                default="C",
                max_length=1,
            ),
        ),
        migrations.AlterField(
            model_name="casematerial",
            name="origin",
            field=models.CharField(
                choices=[
                    ("applicant", "申请人提交"),
                    ("counter", "窗口收取"),
                    ("licence", "已有证照"),
                    ("registration", "部门登记库"),
                ],
                default="applicant",
                max_length=12,
            ),
        ),
    )
