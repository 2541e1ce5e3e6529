# SPDX-License-Identifier: Apache-2.0
"""Files say what they are under a seal; those that are there get theirs."""

from django.db import migrations, models

from portal.kernel.audit.seals import seal_of
from portal.kernel.crypto import digest

#: As it was when this was written.
SEALED = (
    "token", "owner_id", "name", "content_type", "size", "pages", "sha256", "path",
    "original_path", "original_type", "original_sha256", "original_size",
)  # fmt: skip
AT_ONCE = 2_000


def seal(apps, schema_editor):
    """Seal the rows that are there, a block at a time."""
    Upload = apps.get_model("kernel", "Upload")  # noqa: N806 - a class
    block = []
    for row in Upload.objects.only("pk", "seal", *SEALED).order_by("pk").iterator(AT_ONCE):
        row.seal = digest(seal_of(row, SEALED))
        block.append(row)
        if len(block) == AT_ONCE:
            Upload.objects.bulk_update(block, ["seal"])
            block = []
    Upload.objects.bulk_update(block, ["seal"])


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0016_unsent_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="seal",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
