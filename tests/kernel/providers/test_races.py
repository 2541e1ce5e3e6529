# SPDX-License-Identifier: Apache-2.0
"""The same person comes in at several browsers at the same moment."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.errors import Refused
from portal.kernel.identity.proving import levels_as_bound
from portal.kernel.providers.actions import enter
from portal.kernel.providers.asking import Told
from portal.kernel.providers.models import ProviderLink
from portal.kernel.providers.rules import Provider, providers_of
from tests.kernel.providers.test_rules import GOOD
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NAME, NUMBER = "杨秀英", "512002197603150021"


def _door(code: str) -> Provider:
    row = GOOD | {"issuer": f"https://{code}.example.gov.cn"}
    return providers_of({code: row}, may_be_local=False)[code]


def _come(code: str, subject: str) -> User:
    told = Told(subject, {"name": NAME, "id_number": NUMBER})
    return enter(provider=_door(code), told=told, at=clock.now())


def test_one_subject_gets_one_account() -> None:
    came = at_once([lambda: _come("nation", "s-1")] * 4)
    assert {one.pk for one in came} == set(User.objects.values_list("pk", flat=True))
    assert (User.objects.count(), ProviderLink.objects.count()) == (1, 1)


def test_two_doors_never_make_two_proven_accounts_of_one_person() -> None:
    came = at_once([lambda: _come("nation", "s-1"), lambda: _come("province", "s-2")])
    for one in came:
        assert isinstance(one, User) or (isinstance(one, Refused) and one.code == "account_exists")
    known = Party.objects.get(id_digest__isnull=False)
    assert User.objects.get(level=AccountLevel.IDENTITY).person == known
    assert levels_as_bound() == []
    assert _come("province", "s-2").person == known
