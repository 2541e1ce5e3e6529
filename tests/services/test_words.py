# SPDX-License-Identifier: Apache-2.0
"""What was not found is counted without anybody's data, and taught to the search."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.errors import Invalid
from services.actions.search_words import count_zero_hit, load_words, teach_word
from services.models import SearchWord, ZeroHit
from services.search import lexicon, live, words
from services.zero_hits import countable

pytestmark = pytest.mark.django_db
FOOD = "食品（含保健食品）经营许可核发"
UNHEARD = "幺店子"


@pytest.fixture
def anna(db: None) -> User:
    user = User.objects.create_user("editor-anna", is_active=True)
    staff = StaffMember.objects.create(user=user, name="安娜")
    StaffRole.objects.create(staff=staff, role="editor")
    return user


@pytest.fixture
def editor(anna: User) -> Client:
    client = Client()
    client.force_login(anna, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def test_a_question_without_hits_is_counted_each_time(client: Client, demo_catalogue: None) -> None:
    for _round in range(3):
        assert client.get("/services/", {"q": UNHEARD}).status_code == 200
    row = ZeroHit.objects.get()
    assert (row.text, row.count, row.day) == (UNHEARD, 3, clock.today())
    assert {field.name for field in ZeroHit._meta.fields} == {
        "id",
        "text",
        "day",
        "count",
        "settled_at",
    }


def test_a_question_with_hits_is_not_counted(client: Client, demo_catalogue: None) -> None:
    client.get("/services/", {"q": "开餐馆"})
    assert not ZeroHit.objects.exists()


@pytest.mark.parametrize(
    "typed", ["13800000000", "512002199003070019", "查 138 0000 0000", "a@b.cn", "川M12345", "咦"]
)
def test_what_may_name_a_person_is_never_kept(db: None, typed: str) -> None:
    count_zero_hit(typed=typed, at=clock.now())
    assert not ZeroHit.objects.exists()


@given(st.text(max_size=80))
def test_what_is_kept_has_one_short_shape_without_numbers_of_people(typed: str) -> None:
    text = countable(typed)
    assert len(text) <= 40
    assert countable(text) == text


def test_a_zero_hit_word_finds_its_item_after_it_was_taught(
    client: Client, editor: Client, demo_catalogue: None
) -> None:
    assert FOOD not in client.get("/services/", {"q": UNHEARD}).content.decode()
    assert UNHEARD in editor.get("/editor/words/").content.decode()
    answer = editor.post("/editor/words/teach/", {"phrase": UNHEARD, "name": FOOD})
    assert answer.status_code == 302
    assert FOOD in client.get("/services/", {"q": UNHEARD}).content.decode()
    assert live.find(UNHEARD, 1)[0].document.name == FOOD
    assert not ZeroHit.objects.filter(settled_at=None).exists()


def test_a_name_that_is_not_exact_is_offered_and_nothing_is_taught(
    editor: Client, demo_catalogue: None
) -> None:
    before = SearchWord.objects.count()
    answer = editor.post("/editor/words/teach/", {"phrase": UNHEARD, "name": "食品经营许可"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'value="{UNHEARD}"' in page
    assert f'value="{FOOD}"' in page
    assert SearchWord.objects.count() == before


def test_only_editors_teach(anna: User, demo_catalogue: None) -> None:
    with pytest.raises(Invalid):
        teach_word(phrase="", name=FOOD, by=anna, at=clock.now())
    citizen = Client()
    assert citizen.post("/editor/words/teach/", {"phrase": "x", "name": FOOD}).status_code == 302
    assert not SearchWord.objects.filter(is_shipped=False).exists()


def test_a_dismissed_question_comes_back_only_when_asked_again(
    client: Client, editor: Client, demo_catalogue: None
) -> None:
    client.get("/services/", {"q": UNHEARD})
    editor.post("/editor/words/dismiss/", {"text": UNHEARD})
    assert "没有要处理的问法" in editor.get("/editor/words/").content.decode()
    client.get("/services/", {"q": UNHEARD})
    assert UNHEARD in editor.get("/editor/words/").content.decode()


def test_the_words_in_the_database_are_those_of_the_file(demo_catalogue: None) -> None:
    assert words.current() == lexicon.shipped()
    assert load_words(by=None, at=clock.now()) == 0


def test_a_word_switched_off_leads_nowhere_at_once(
    client: Client, editor: Client, demo_catalogue: None
) -> None:
    editor.post("/editor/words/teach/", {"phrase": UNHEARD, "name": FOOD})
    word = SearchWord.objects.get(is_shipped=False)
    address = f"/editor/words/{word.pk}/"
    assert editor.post(address, {"say": "", "mean": FOOD}).status_code == 400
    assert editor.post(address, {"say": UNHEARD, "mean": FOOD}).status_code == 302
    assert FOOD not in client.get("/services/", {"q": UNHEARD}).content.decode()
    assert UNHEARD in editor.get("/editor/words/", {"find": UNHEARD}).content.decode()
