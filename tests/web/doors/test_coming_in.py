# SPDX-License-Identifier: Apache-2.0
"""A proven identity opens that person's matters as at the window, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.queries import own as own_cases
from licensing.intake.walk_in import receive_at_counter
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person, register_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.queries import applicants_of
from portal.kernel.accounts.words import AccountLevel, IdKind
from portal.kernel.audit.models import Event
from portal.kernel.identity.proving import levels_as_bound, prove_identity
from portal.kernel.notices.models import Notice
from portal.kernel.providers.models import ProviderLink
from tests import city as cities
from tests.web.doors.conftest import BACK, BEGIN, NAME, NUMBER, PHONE, Visitor, query_of

PASSWORD = "Tianfu-2026-x"


def _account(username: str = "xiuying", name: str = NAME) -> User:
    return register_person(
        username=username, password=PASSWORD, name=name, id_number=NUMBER, phone=PHONE
    )


def _signed_in(visitor: Visitor, user: User) -> None:
    visitor.browser.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")


def test_somebody_new_gets_an_account_of_proven_identity(visitor: Visitor) -> None:
    answer = visitor.come("/cases/")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    user = User.objects.get()
    assert visitor.user == str(user.pk)
    assert (user.level, user.has_usable_password()) == (AccountLevel.IDENTITY, False)
    assert user.person is not None
    assert (user.person.name, user.person.id_number, user.person.is_asserted) == (
        NAME,
        NUMBER,
        False,
    )
    event = Event.objects.get(verb="kernel.account.prove_identity")
    assert (event.actor, event.facts["provider"]) == (user, "nation")
    assert levels_as_bound() == []


def test_who_is_on_file_lands_in_his_matters_as_at_the_window(
    visitor: Visitor, city: cities.City
) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    main = {one.pk for one in city.food.materials.filter(is_main=True, necessity="required")}
    case = receive_at_counter(
        version=city.food, applicant=known, agent=None, window=city.window,
        form={"contact_name": NAME, "contact_phone": PHONE, "commitment": True},
        present=main, ticket="A037", key="w1", by=city.wang, at=clock.now(),
    )  # fmt: skip
    visitor.come()
    user = User.objects.get(person=known)
    assert list(applicants_of(user)) == [known]
    assert list(own_cases(user)) == [case]
    assert str(case.number) in visitor.browser.get("/cases/").content.decode()
    at_window = register_person(
        username="other", password=PASSWORD, name="李四", id_number="512022200002290045",
        phone="13600136003",
    )  # fmt: skip
    prove_identity(user=at_window, name="李四", id_number="512022200002290045", by=city.wang)
    shapes = [
        set(Event.objects.filter(subject=one.subject).values_list("verb", flat=True))
        for one in (user, User.objects.get(pk=at_window.pk))
    ]
    assert shapes[0] - shapes[1] == {"kernel.account.link_provider"}


def test_the_second_time_the_same_account_opens(visitor: Visitor) -> None:
    visitor.come()
    first = visitor.user
    visitor.browser.post("/logout/")
    assert visitor.user is None
    visitor.come()
    assert (visitor.user, User.objects.count(), ProviderLink.objects.count()) == (first, 1, 1)


def test_an_account_that_only_says_so_is_not_opened(visitor: Visitor) -> None:
    squatter = _account()
    visitor.come()
    squatter.refresh_from_db()
    assert visitor.user != str(squatter.pk)
    assert squatter.level == AccountLevel.UNVERIFIED
    assert list(applicants_of(squatter)) == [squatter.person]


def test_an_account_that_held_the_person_by_its_phone_goes_back(visitor: Visitor) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    by_phone = User.objects.create_user("by-phone", PASSWORD, person=known, level="phone")
    visitor.come()
    by_phone.refresh_from_db()
    assert (by_phone.level, by_phone.person == known) == (AccountLevel.UNVERIFIED, False)
    assert User.objects.get(person=known).level == AccountLevel.IDENTITY
    assert Event.objects.filter(verb="kernel.account.displace").count() == 1


def test_the_account_that_a_window_proved_opens_and_its_owner_is_told(visitor: Visitor) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    proven = User.objects.create_user("proven", PASSWORD, person=known, level="identity")
    visitor.come()
    assert visitor.user == str(proven.pk)
    assert Notice.objects.get(user=proven).kind == "provider_linked"


def test_another_name_under_the_number_opens_nothing(visitor: Visitor) -> None:
    known = ensure_person(name="杨秀芳", id_number=NUMBER, phone=PHONE)
    User.objects.create_user("proven", PASSWORD, person=known, level="identity")
    answer = visitor.come()
    assert answer.status_code == 400
    assert "姓名与窗口登记的不一致" in answer.content.decode()
    assert (visitor.user, ProviderLink.objects.count(), User.objects.count()) == (None, 0, 1)
    known.refresh_from_db()
    assert known.name == "杨秀芳"


def test_a_subject_that_suddenly_is_somebody_else_is_not_let_in(visitor: Visitor) -> None:
    visitor.come()
    visitor.browser.post("/logout/")
    visitor.there.knows("subject-1", name="李四", idcard="512022200002290045")
    answer = visitor.come()
    assert (answer.status_code, visitor.user) == (409, None)
    assert User.objects.count() == 1


def test_subjects_in_capitals_are_others(visitor: Visitor) -> None:
    visitor.come()
    visitor.browser.post("/logout/")
    visitor.there.knows("SUBJECT-1", name="李四", idcard="512022200002290045")
    visitor.come()
    assert ProviderLink.objects.values("user").distinct().count() == 2


def test_staff_do_not_come_in_by_it(visitor: Visitor, city: cities.City) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    User.objects.filter(pk=city.wang.pk).update(person=known, level="identity")
    answer = visitor.come()
    assert (answer.status_code, visitor.user) == (409, None)
    assert ProviderLink.objects.count() == 0


# -- An account that is signed in ----------------------------------------------------------------


def test_an_account_is_bound_and_proven_and_unbound(visitor: Visitor) -> None:
    user = _account()
    _signed_in(visitor, user)
    assert "身份也随即核验" in visitor.browser.get("/account/").content.decode()
    assert visitor.come()["Location"] == "/account/"
    user.refresh_from_db()
    assert user.level == AccountLevel.IDENTITY
    assert "已绑定，可以用它登录" in visitor.browser.get("/account/").content.decode()
    visitor.browser.post("/account/doors/nation/end/")
    assert ProviderLink.objects.count() == 0
    user.refresh_from_db()
    assert user.level == AccountLevel.IDENTITY
    verbs = Event.objects.filter(subject=user.subject).values_list("verb", flat=True)
    assert {"kernel.account.link_provider", "kernel.account.unlink_provider"} <= set(verbs)


def test_an_account_of_another_person_is_not_bound(visitor: Visitor) -> None:
    user = register_person(
        username="lisi", password=PASSWORD, name="李四", id_number="512022200002290045",
        phone="13600136003",
    )  # fmt: skip
    _signed_in(visitor, user)
    assert visitor.come().status_code == 409
    user.refresh_from_db()
    assert (user.level, ProviderLink.objects.count()) == (AccountLevel.UNVERIFIED, 0)
    assert not Party.objects.filter(id_digest__isnull=False).exists()


def test_a_subject_opens_one_account_only(visitor: Visitor) -> None:
    visitor.come()
    visitor.browser.post("/logout/")
    _signed_in(visitor, _account())
    answer = visitor.come()
    assert (answer.status_code, ProviderLink.objects.count()) == (409, 1)
    assert "已经绑定了另一个账号" in answer.content.decode()


def test_an_account_has_one_subject_of_a_provider(visitor: Visitor) -> None:
    visitor.come()
    visitor.browser.post("/logout/")
    visitor.there.knows("subject-2", name=NAME, idcard=NUMBER)
    answer = visitor.come()
    assert (answer.status_code, visitor.user, ProviderLink.objects.count()) == (409, None, 1)


def test_the_last_way_in_stays_until_there_is_a_password(visitor: Visitor) -> None:
    visitor.come()
    assert visitor.browser.post("/account/doors/nation/end/").status_code == 409
    assert ProviderLink.objects.count() == 1
    assert visitor.browser.post("/account/password/", {"password": PASSWORD}).status_code == 302
    assert visitor.browser.post("/account/doors/nation/end/").status_code == 302
    assert ProviderLink.objects.count() == 0
    assert User.objects.get().check_password(PASSWORD)


def test_a_first_password_is_set_only_just_after_coming_in(visitor: Visitor) -> None:
    visitor.come()
    session = visitor.browser.session
    session["came_by_door_at"] -= 601
    session.save()
    visitor.browser.post("/account/password/", {"password": PASSWORD})
    assert not User.objects.get().has_usable_password()


def test_it_stands_in_ones_own_data(visitor: Visitor) -> None:
    visitor.come()
    visitor.browser.post("/account/password/", {"password": PASSWORD})
    data = visitor.browser.post("/account/data/", {"current": PASSWORD}).json()
    assert [one["提供方"] for one in data["统一身份认证绑定"]] == ["国家身份认证"]
    assert "subject-1" not in str(data)


def test_closing_the_account_ends_the_binding(visitor: Visitor) -> None:
    visitor.come()
    assert visitor.browser.post("/account/close/", {"current": ""}).status_code == 400
    visitor.browser.post("/account/password/", {"password": PASSWORD})
    assert visitor.browser.post("/account/close/", {"current": PASSWORD}).status_code == 302
    assert ProviderLink.objects.count() == 0


# -- Other kinds of doors ------------------------------------------------------------------------


def test_other_documents_by_the_providers_words(visitor: Visitor) -> None:
    visitor.connect(
        claims={"id_number": "no", "id_kind": "type"}, kinds={"414": "passport", "111": "resident"}
    )
    visitor.there.knows("subject-9", name="SMITH JOHN", no="E12345678", type="414")
    visitor.come()
    person = User.objects.get().person
    assert person is not None
    assert (person.id_kind, person.id_number) == (IdKind.PASSPORT, "E12345678")


def test_a_door_that_proves_the_phone_raises_to_that_and_no_further(visitor: Visitor) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    visitor.connect(level="phone", claims={"id_number": "idcard", "phone": "tel"})
    visitor.there.knows("subject-1", name=NAME, idcard=NUMBER, tel="+86 138 0013 2046")
    visitor.come()
    user = User.objects.get()
    assert (user.level, user.person) == (AccountLevel.PHONE, known)


def test_a_door_that_proves_the_phone_does_not_open_by_another_phone(visitor: Visitor) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    User.objects.create_user("proven", PASSWORD, person=known, level="identity")
    visitor.connect(level="phone", claims={"id_number": "idcard", "phone": "tel"})
    visitor.there.knows("subject-1", name=NAME, idcard=NUMBER, tel="13900139000")
    visitor.come()
    newcomer = User.objects.exclude(username="proven").get()
    assert newcomer.level == AccountLevel.PHONE
    assert newcomer.person != known
    assert list(own_cases(newcomer)) == []


def test_claims_that_the_token_lacks_are_asked_for(visitor: Visitor) -> None:
    visitor.there.fails("only userinfo")
    visitor.come()
    assert visitor.user is not None
    assert "GET /userinfo/" in visitor.there.asked()


# -- Addresses -----------------------------------------------------------------------------------


def test_what_goes_to_the_provider_is_bound_to_this_browser_and_names_nobody(
    visitor: Visitor,
) -> None:
    sent = query_of(visitor.sent_to(visitor.begin("/cases/")))
    assert sent["code_challenge_method"] == "S256"
    assert sent["response_type"] == "code"
    again = query_of(visitor.sent_to(visitor.begin("/cases/")))
    for one in ("state", "nonce", "code_challenge"):
        assert len(sent[one]) >= 32
        assert sent[one] != again[one]
    assert not {"next", "name", "id_number"} & set(sent)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_a_foreign_page(visitor: Visitor, target: str) -> None:
    assert visitor.come(target)["Location"] == "/"


def test_a_door_that_is_not_connected_does_not_exist(db: None) -> None:
    assert Client().post(BEGIN).status_code == 404
    assert Client().get(BACK).status_code == 404
    assert "国家身份认证" not in Client().get("/login/").content.decode()


def test_the_page_to_sign_in_names_the_door_and_keeps_the_way(visitor: Visitor) -> None:
    page = visitor.browser.get("/login/?next=/cases/").content.decode()
    assert "用“国家身份认证”登录" in page
    assert page.count('name="next" value="/cases/"') == 2
