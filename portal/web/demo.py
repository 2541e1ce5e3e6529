# SPDX-License-Identifier: Apache-2.0
"""The demo city: places, staff and citizens that are nobody real."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise, register_person
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.words import Role
from portal.kernel.deadlines.holidays.loading import load_shipped
from portal.kernel.errors import Refused
from portal.kernel.identity.proving import prove_identity
from portal.kernel.places.loading import load_divisions
from portal.kernel.places.models import Centre, OpeningHours, Organ, Window
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine
from portal.kernel.registers.models import Register
from services.demo import load_demo_catalogue, load_demo_levels

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

DATA = Path(__file__).parent / "data" / "demo_city.json"


def plan() -> dict[str, Any]:
    """Return the description of the demo city."""
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def accounts() -> list[tuple[str, str, str]]:
    """Return sign-in name, password and who it is, for the console and the README."""
    city = plan()
    return [
        (one["username"], city["password"], f"{one['name']}：{one['says']}")
        for one in (*city["citizens"], *city["staff"])
    ]


def load_demo_city(*, at: datetime, say: Callable[[str], None]) -> None:
    """Load everything; a second run adds only what is missing. Refused outside a demo."""
    if not settings.DEMO:
        raise Refused("not_a_demo", "demo accounts are for the demo city only")
    city = plan()
    say("holiday calendar")
    load_shipped(at=at)
    say("divisions")
    load_divisions()
    say("catalogue: 120 items")
    load_demo_catalogue(by=None, at=at)
    say("organs of counties, towns and villages")
    load_demo_levels(by=None, at=at)
    say("centres, windows, staff, citizens")
    _registers(city, at)
    with transaction.atomic():
        Organ.objects.filter(court="").update(**city["remedies"])
        _places(city)
        _staff(city)
        _citizens(city)


def _registers(city: dict[str, Any], at: datetime) -> None:
    """Connect the made-up registers; each holds the demo's enterprises only."""
    today = clock.local_date(at)
    for row in city["registers"]:
        if Register.objects.filter(code=row["code"]).exists():
            continue
        register = connect(row=row, by=None, at=at)
        rows = [RegisterLine(number, values) for number, values in row["entries"].items()]
        take_copy(register=register, rows=rows, copied_on=today, is_whole=True, by=None, at=at)


def _places(city: dict[str, Any]) -> None:
    for row in city["centres"]:
        parent = Centre.objects.filter(code=row["parent"]).first() if row["parent"] else None
        centre, _made = Centre.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "division_id": row["division"],
                "parent": parent,
                "address": row["address"],
                "phone": row["phone"],
            },
        )
        for number, name in row["windows"]:
            Window.objects.get_or_create(centre=centre, number=number, defaults={"name": name})
        for weekday, opens, closes, is_extended in city["hours"]:
            OpeningHours.objects.get_or_create(
                centre=centre,
                weekday=weekday,
                opens=time.fromisoformat(opens),
                defaults={"closes": time.fromisoformat(closes), "is_extended": is_extended},
            )


def _staff(city: dict[str, Any]) -> None:
    for row in city["staff"]:
        if User.objects.filter(username=row["username"]).exists():
            continue
        user = User.objects.create_user(row["username"], city["password"], is_demo=True)
        centre = Centre.objects.get(code=row["centre"]) if "centre" in row else None
        organ = Organ.objects.get(name=row["organ"]) if "organ" in row else None
        member = StaffMember.objects.create(user=user, name=row["name"], organ=organ, centre=centre)
        if centre is not None:
            member.windows.set(Window.objects.filter(centre=centre, number__in=row["windows"]))
        StaffRole.objects.bulk_create(StaffRole(staff=member, role=role) for role in row["roles"])


def _citizens(city: dict[str, Any]) -> None:
    clerk = User.objects.filter(staff__roles__role=Role.CLERK).order_by("pk")[0]
    for row in city["citizens"]:
        if User.objects.filter(username=row["username"]).exists():
            continue
        fields = ("username", "name", "id_number", "phone", "email")
        user = register_person(password=city["password"], **{name: row[name] for name in fields})
        User.objects.filter(pk=user.pk).update(is_demo=True)
        prove_identity(user=user, name=row["name"], id_number=row["id_number"], by=clerk)
        for name, uscc, phone in row["enterprises"]:
            grant_mandate(
                agent=user, principal=ensure_enterprise(name=name, uscc=uscc, phone=phone)
            )
