# SPDX-License-Identifier: Apache-2.0
"""Load the shipped calendar (State Council notices 2023-2026) as its first version."""

import csv
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parents[1] / "data" / "holidays"
WEEK_RULE = "国务院关于职工工作时间的规定（国务院令第174号）第七条"
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
SATURDAY = 5


def entries():
    with (FOLDER / "notices.csv").open(encoding="utf-8", newline="") as file:
        sources = {
            row["year"]: f"{row['title']}（{row['document']}）" for row in csv.DictReader(file)
        }
    with (FOLDER / "days.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["date"]: {
                "date": row["date"],
                "off": row["kind"] == "holiday",
                "name": row["name"],
                "source": sources[row["date"][:4]],
                "local": False,
            }
            for row in csv.DictReader(file)
            if FIRST.isoformat() <= row["date"] <= LAST.isoformat()
        }


def days(named):
    ordinal = 0
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        weekend = day.weekday() >= SATURDAY
        entry = named.get(day.isoformat())
        if entry is None:
            row = (not weekend, "weekend" if weekend else "weekday", "", WEEK_RULE)
        else:
            kind = "holiday" if entry["off"] else ("makeup" if weekend else "weekday")
            row = (not entry["off"], kind, entry["name"], entry["source"])
        ordinal += row[0]
        yield day, *row, ordinal


def load(apps, schema_editor):
    CalendarVersion = apps.get_model("kernel", "CalendarVersion")
    Day = apps.get_model("kernel", "Day")
    if CalendarVersion.objects.exists():
        return
    named = entries()
    rows = list(days(named))
    text = "\n".join(
        f"{day}|{works:d}|{kind}|{name}|{source}" for day, works, kind, name, source, _ in rows
    )
    CalendarVersion.objects.create(
        first_year=FIRST.year,
        last_year=LAST.year,
        entries=[named[key] for key in sorted(named)],
        source="shipped",
        digest=hashlib.sha256(text.encode()).hexdigest(),
        loaded_at=datetime(2025, 11, 4, tzinfo=UTC),
    )
    names = ("date", "is_working", "kind", "name", "source", "ordinal")
    Day.objects.bulk_create(Day(**dict(zip(names, row, strict=True))) for row in rows)


def unload(apps, schema_editor):
    apps.get_model("kernel", "Day").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = (("kernel", "0003_city_rules"),)
    operations = (migrations.RunPython(load, unload),)
