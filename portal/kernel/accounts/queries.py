# SPDX-License-Identifier: Apache-2.0
"""For whom a user may act, and which roles he has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, When

from portal.kernel import clock
from portal.kernel.accounts.grants import granted
from portal.kernel.accounts.id_kinds import id_keys
from portal.kernel.accounts.models import Mandate, Party, StaffRole, User
from portal.kernel.accounts.phones import can_get_texts
from portal.kernel.accounts.rules import sign_in_name
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.crypto import digest
from portal.kernel.prepared.reading import Reading

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


#: The values that ``acting_for`` wants, with their types.
ACTING = {"user": "bigint", "person": "bigint", "day": "date"}


def acting_for(party: str, *, user: Any, person: Any, day: Any, matter: str = "") -> Q:
    """Match the rows whose field ``party`` is one for whom a user may act on a day.

    That is the own person, the asserted ones that turned out to be that person, and every mandate in
    force; for one row or a few: among many, ``principals_of`` is quicker. ``user``, ``person`` and
    ``day`` may be places of a reading. ``matter`` names the field with the item's code: mandates
    for that matter alone count too.
    """
    reach = Q(permission__codename="act_for")
    if matter:
        reach |= Q(permission__codename="act_in", matter=OuterRef(matter))
    mandated = Mandate.dated.in_force(day).filter(reach, user=user, content_object=OuterRef(party))
    turned_out = "same_as" if party == "pk" else f"{party}__same_as"
    return Q(**{party: person}) | Q(**{turned_out: person}) | Q(Exists(mandated))


def acting_as(user: User, day: date) -> dict[str, Any]:
    """Return the values that ``acting_for`` wants of a user."""
    return {"user": user.pk, "person": user.person_id or 0, "day": day}


def principals_of(user: User) -> QuerySet[Party]:
    """Return the parties a user may act for today in everything, to be asked for by key.

    The own person, the asserted ones that turned out to be that person, and every mandate in force.
    """
    return _principals(user, granted(user, "act_for", Party))


def principals_in(user: User, matter: str) -> QuerySet[Party]:
    """Return the parties a user may act for today in one matter, the item of that code."""
    reach = Q(permission__codename="act_for") | Q(permission__codename="act_in", matter=matter)
    held = Mandate.objects.filter(reach, user=user)
    return _principals(user, Party.objects.filter(pk__in=held.values("content_object")))


def principals_at_all(user: User) -> QuerySet[Party]:
    """Return the parties a user may act for today, be it in a single matter.

    What is read by it must be narrowed by ``acting_for`` with the matter.
    """
    return _principals(
        user, granted(user, "act_for", Party).union(granted(user, "act_in", Party), all=True)
    )


def _principals(user: User, mandated: QuerySet[Party]) -> QuerySet[Party]:
    own = Party.objects.filter(pk=user.person_id or 0).values("pk")
    asserted = Party.objects.filter(same_as=user.person_id or 0).values("pk")
    # a union, not OR: with OR PostgreSQL reads every party there is
    keys = own.union(asserted, mandated.values("pk"))
    return Party.objects.filter(pk__in=keys).order_by("kind", "pk")


def applicants_of(user: User) -> QuerySet[Party]:
    """Return the parties in whose name a user may apply today for anything: each person once."""
    return principals_of(user).filter(same_as__isnull=True)


def applicants_in(user: User, matter: str) -> QuerySet[Party]:
    """Return the parties in whose name a user may apply today for the item of a code."""
    return principals_in(user, matter).filter(same_as__isnull=True)


def meant_by(typed: str) -> QuerySet[User]:
    """Return the accounts that a sign-in name could mean, the surest first.

    The name itself; the number of a document; the phone of an account that has proven it. Several accounts may
    share a phone or assert a number: the password decides.
    """
    name = sign_in_name(typed)
    by_phone = Q(person__phone_digest=digest(name)) & ~Q(level=AccountLevel.UNVERIFIED)
    # who once chose a name that is read as a phone today still has it
    names = {name, name.removeprefix("+"), f"86{name}"}
    wanted = Q(username__in=names)
    if can_get_texts(name):
        wanted |= by_phone
    elif numbers := [digest(key) for key in id_keys(name)]:
        # read first: with a join in the OR PostgreSQL reads every account there is
        by_number = Q(id_digest__in=numbers) | Q(asserted_digest__in=numbers)
        wanted |= Q(person__in=list(Party.objects.filter(by_number).values_list("pk", flat=True)))
    surest = Case(
        When(username__in=names, then=0), When(level=AccountLevel.IDENTITY, then=1),
        When(level=AccountLevel.PHONE, then=2), default=3,
    )  # fmt: skip
    return User.objects.filter(wanted, is_active=True).order_by(surest, "pk")


_principal = Reading(
    "principal",
    {**ACTING, "party": "bigint"},
    lambda party, **who: Party.objects.filter(acting_for("pk", **who), pk=party).only("pk"),
)


def may_act_for(user: User, party_id: int) -> bool:
    """Tell whether the user may act for the party today in everything."""
    return bool(_principal.all(**acting_as(user, clock.today()), party=party_id))


_stake = Reading(
    "stake",
    {**ACTING, "party": "bigint"},
    lambda party, user, person, day: Party.objects.filter(
        Q(pk=person)
        | Q(same_as=person)
        | Q(Exists(Mandate.dated.in_force(day).filter(user=user, content_object=OuterRef("pk")))),
        pk=party,
    ).only("pk"),
)


def has_stake_in(user: User, party_id: int) -> bool:
    """Tell whether the party is the user's own matter today: himself, or any mandate (回避)."""
    return bool(_stake.all(**acting_as(user, clock.today()), party=party_id))


# -- The roles in force ------------------------------------------------------------------------


_roles = Reading(
    "roles",
    {"staff": "bigint", "day": "date"},
    lambda staff, day: StaffRole.objects.in_force(day).filter(staff=staff).only("role"),
)


def roles_of(user: User) -> frozenset[str]:
    """Return the roles in force today; read once per user object."""
    known: frozenset[str] | None = getattr(user, "_roles_today", None)
    if known is None:
        staff = user.staff_member
        known = (
            frozenset(row.role for row in _roles.all(staff=staff.pk, day=clock.today()))
            if staff is not None and user.is_active
            else frozenset()
        )
        user._roles_today = known  # type: ignore[attr-defined]
    return known
