# SPDX-License-Identifier: Apache-2.0
"""Proving whose account it is, and what that opens.

An account begins with an asserted person. A code to its phone, papers at the window, or a provider
that knows who somebody is raise its level; it is bound to the person on file when the city's rule
lets that level open older matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.actions import assert_person, ensure_person, phone_digest
from portal.kernel.accounts.id_kinds import id_key
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import AccountLevel, IdKind, Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused
from portal.kernel.identity.codes import Spent, account_subject, spend_code
from portal.kernel.identity.models import CodePurpose
from portal.kernel.invariants import BrokenInvariant

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Shown:
    """Who somebody is, as a paper shows or a provider says. ``phone`` is empty where neither does."""

    name: str
    id_number: str = field(repr=False)
    id_kind: str = IdKind.RESIDENT
    phone: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """The digest under which the person is on file."""
        return digest(id_key(self.id_kind, self.id_number))


def _lock(user: User) -> User:
    return (
        User.objects.select_for_update(of=("self",))
        .select_related("person", "subject")
        .get(pk=user.pk)
    )


def opens_older_cases(level: str, at: datetime) -> bool:
    """Tell whether the city lets a level open what was filed before the account."""
    if level == AccountLevel.PHONE:
        return rule_book(clock.local_date(at)).is_on("older_cases_by_phone")
    return level == AccountLevel.IDENTITY


@act
def prove_phone(*, user: User, typed: str, at: datetime) -> Spent:
    """Raise an account to *phone proven* when the code is right; tells what became of it.

    The person on file is bound to it where number, name and phone are the same and the city lets
    a phone open older matters; nothing tells the user whether there is one that is not.
    """
    user = _lock(user)
    spent = spend_code(user=user, purpose=CodePurpose.PHONE, typed=typed, at=at)
    if spent != Spent.RIGHT or user.level != AccountLevel.UNVERIFIED:
        return spent
    known = _on_file(user) if opens_older_cases(AccountLevel.PHONE, at) else None
    _raise(user, AccountLevel.PHONE, known, verb="kernel.account.prove_phone", by=user)
    return spent


def _on_file(user: User) -> Party | None:
    """Return the person whom the counter knows under the account's number, name and phone."""
    asserted = user.person
    if asserted is None or not asserted.is_asserted:
        return None
    known = Party.objects.filter(id_digest=asserted.asserted_digest, user__isnull=True).first()
    if known is None or not known.phone_digest or known.phone_digest != asserted.phone_digest:
        return None
    return known if same_name(known.name, asserted.name) else None


def _raise(
    user: User,
    level: str,
    known: Party | None,
    *,
    verb: str,
    by: User,
    facts: dict[str, object] | None = None,
) -> None:
    facts = {"level": str(level), **(facts or {})}
    asserted = user.person
    if known is not None and asserted is not None and asserted.pk != known.pk:
        Party.objects.filter(pk=asserted.pk).update(same_as=known)
        facts |= {"asserted": asserted.pk, "person": known.pk}
        user.person = known
    user.level = level
    user.save(update_fields=["person", "level"])
    record(subject=account_subject(user), verb=verb, by=by, facts=facts, on_behalf_of=known)


def accounts_naming(id_number: str, id_kind: str = IdKind.RESIDENT) -> QuerySet[User]:
    """Return the accounts that say they belong to a document's number, the newest first."""
    number = digest(id_key(id_kind, id_number))
    asserting = Party.objects.filter(asserted_digest=number).values("pk")
    known = Party.objects.filter(id_digest=number).values("pk")
    return (
        User.objects.filter(person__in=asserting.union(known, all=True), is_active=True)
        .select_related("person")
        .order_by("-created_at")
    )


@act
def prove_identity(
    *, user: User, name: str, id_number: str, id_kind: str = IdKind.RESIDENT, by: User
) -> User:
    """Bind an account to the person whose paper a clerk has seen: level *identity proven*.

    ``name``, ``id_number`` and ``id_kind`` are read from the paper. An account that holds the person by a
    lower level goes back to an asserted person of its own. Raises Refused for somebody who is no
    clerk, for the clerk's own account and where another account of proven identity exists; Invalid where the
    account names another number, or the name on file is another one.
    """
    if Role.CLERK not in roles_of(by):
        raise Refused("clerks_only", _("只有窗口人员可以核验身份。"))
    if user.pk == by.pk:
        raise Refused("recusal", _("这是您本人的事项，须由其他人员办理（回避）。"))
    return _bind(user, Shown(name, id_number, id_kind), by=by, facts={})


@act
def prove_by_provider(*, user: User, shown: Shown, provider: str) -> User:
    """Bind an account to the person whom a provider names: level *identity proven*, as at a window.

    The caller has verified what the provider said. Raises Refused where another account of proven
    identity exists, Invalid where the account names another number or the name on file is another one.
    """
    return _bind(user, shown, by=user, facts={"provider": provider})


@act
def prove_phone_by_provider(*, user: User, shown: Shown, provider: str) -> User:
    """Raise an account to *phone proven* by the phone that a provider has proven, as by a code.

    Leaves one that has the level. Raises Invalid where the account names another number or phone.
    """
    user = _lock(user)
    own = user.person
    if own is None or shown.key not in (own.asserted_digest, own.id_digest):
        raise Invalid("other_number", _("这个账号登记的不是这个证件号码。"), "id_number")
    if not own.phone_digest or own.phone_digest != phone_digest(shown.phone):
        raise Invalid("other_phone", _("这个账号登记的不是这个手机号。"), "phone")
    if user.level == AccountLevel.UNVERIFIED:
        known = _on_file(user) if opens_older_cases(AccountLevel.PHONE, clock.now()) else None
        _raise(
            user, AccountLevel.PHONE, known, verb="kernel.account.prove_phone", by=user,
            facts={"provider": provider},
        )  # fmt: skip
    return user


def _bind(user: User, shown: Shown, *, by: User, facts: dict[str, object]) -> User:
    user = _lock(user)
    own = user.person
    if own is None or shown.key not in (own.asserted_digest, own.id_digest):
        raise Invalid("other_number", _("这个账号登记的不是这个证件号码。"), "id_number")
    known = ensure_person(
        name=shown.name, id_number=shown.id_number, phone=shown.phone or own.callable_phone,
        email=own.email, id_kind=shown.id_kind,
    )  # fmt: skip
    _displace(known, user, by)
    _raise(
        user, AccountLevel.IDENTITY, known, verb="kernel.account.prove_identity", by=by, facts=facts
    )
    return user


def _displace(known: Party, user: User, by: User) -> None:
    """Send an account that held the person by its phone alone back to an asserted person."""
    other = User.objects.select_for_update(of=("self",)).filter(person=known).exclude(pk=user.pk)
    for one in other:
        if one.level == AccountLevel.IDENTITY:
            raise Refused("account_exists", _("此人已有核验过身份的账号，请在原账号上办理找回。"))
        one.person = assert_person(
            name=known.name,
            id_number=known.id_number,
            phone=known.phone,
            id_kind=known.id_kind or IdKind.RESIDENT,
        )
        one.level = AccountLevel.UNVERIFIED
        one.save(update_fields=["person", "level"])
        record(
            subject=account_subject(one), verb="kernel.account.displace", by=by,
            facts={"by_account": user.pk},
        )  # fmt: skip


def levels_as_bound() -> list[BrokenInvariant]:
    """Find accounts whose level does not fit the person that they are bound to."""
    bound = User.objects.filter(person__isnull=False, person__id_digest__isnull=False)
    asserted = User.objects.filter(person__isnull=False, person__id_digest__isnull=True)
    wrong = bound.filter(level=AccountLevel.UNVERIFIED) | asserted.filter(
        level=AccountLevel.IDENTITY
    )
    return [
        BrokenInvariant("levels_as_bound", user.subject_id, f"account {user.pk}: {user.level}")
        for user in wrong.order_by("pk")[:100]
    ]
