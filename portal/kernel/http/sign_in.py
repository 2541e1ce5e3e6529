# SPDX-License-Identifier: Apache-2.0
"""How often a password may be guessed: of one account, and from one address.

Few wrong tries of one name from one address are dealt with by django-axes. Here many names from one
address, and one name from many addresses, are slowed; whoever signed in on a device before is let
try there, so that a stranger's guesses do not lock the owner out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

from portal.kernel import clock
from portal.kernel.accounts.id_kinds import id_keys
from portal.kernel.accounts.rules import sign_in_name
from portal.kernel.city_rules import rule_book
from portal.kernel.http.limits import address_of, count_firmly, counted, forget

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from portal.kernel.accounts.models import User

COOKIE = "known_device"
_SALT = "yichuang.known-device"
KEPT_SECONDS = 180 * 24 * 3600
ADDRESS_SECONDS, USER_SECONDS = 600, 900
#: Accounts that one device may know: a family's computer, not a hall's.
MOST_KNOWN = 5


def _known(request: HttpRequest) -> list[int]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the owner try again on this device however often others guess."""
    known = [user.pk, *(one for one in _known(request) if one != user.pk)][:MOST_KNOWN]
    response.set_cookie(
        COOKIE, signing.dumps(known, salt=_SALT), max_age=KEPT_SECONDS,
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip


def _counted_as(name: str) -> str:
    # a permit's number is tried once, not once with each of the digits that change when it is renewed
    return next(iter(id_keys(name)), name)


def _keys(request: HttpRequest, name: str) -> tuple[str, str]:
    return f"sign-in:address:{address_of(request)}", f"sign-in:user:{_counted_as(name)}"


def seconds_to_wait(request: HttpRequest, name: str, owners: list[int]) -> int:
    """Return how long this name must not be tried from here; 0 when it may.

    ``name`` is the normal form of what was typed, ``owners`` the accounts it could mean.
    """
    book = rule_book(clock.today())
    address, user = _keys(request, name)
    if counted(address, ADDRESS_SECONDS) >= book.value("sign_in_address_most"):
        return ADDRESS_SECONDS
    if set(owners) & set(_known(request)):
        return 0
    return USER_SECONDS if counted(user, USER_SECONDS) >= book.value("sign_in_user_most") else 0


def note_wrong_password(request: HttpRequest, name: str) -> None:
    """Count a wrong guess for its address and its name."""
    address, user = _keys(request, name)
    count_firmly(address, ADDRESS_SECONDS)
    count_firmly(user, USER_SECONDS)


def forget_guesses(name: str) -> None:
    """Forget the wrong guesses of a name, so that its owner may try again from everywhere."""
    forget(f"sign-in:user:{_counted_as(sign_in_name(name))}")
