# SPDX-License-Identifier: Apache-2.0
"""What was not found is counted without anybody's data, and taught to the search."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.errors import Invalid
from services.search import live, words
from services.search.engine import lexicon
from services.search.models import SearchWord, ZeroHit
from services.search.words import change_word, count_zero_hit, countable, load_words, teach_word
from tests.conftest import SetClock

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


def test_a_question_without_hits_is_counted_each_time(
    client: Client, demo_catalogue: None, clock_at: SetClock
) -> None:
    clock_at("2026-03-02 23:59")
    for _round in range(3):
        assert client.get("/services/", {"q": UNHEARD}).status_code == 200
    row = ZeroHit.objects.get()
    assert (row.text, row.count, row.day) == (UNHEARD, 3, date(2026, 3, 2))
    assert {field.name for field in ZeroHit._meta.fields} == {
        "id",
        "text",
        "day",
        "count",
        "settled_at",
    }


def test_a_word_of_dialect_can_be_taught(demo_catalogue: None, editor: Client) -> None:
    name = "临时救助"
    answer = editor.post(
        "/editor/words/teach/", {"phrase": "屋头遭火烧了", "name": name}, follow=True
    )
    assert answer.status_code == 200
    assert [hit.document.name for hit in live.find("屋头遭火烧了", 1)] == [name]


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
    assert load_words(at=clock.now()) == 0


def test_a_newer_file_brings_its_words_and_leaves_what_editors_changed(
    anna: User, demo_catalogue: None
) -> None:
    gone, lost, off, changed = SearchWord.objects.filter(kind="group")[:4]
    SearchWord.objects.filter(pk=gone.pk).update(say=["旧版才有的说法"])
    lost_words = lost.say
    lost.delete()
    for word, is_on, say in ((off, False, off.say), (changed, True, [changed.say[0], UNHEARD])):
        change_word(word=word, say=say, mean=word.mean, is_on=is_on, by=anna, at=clock.now())
    assert load_words(at=clock.now()) == 2
    assert not SearchWord.objects.filter(say=["旧版才有的说法"]).exists()
    assert SearchWord.objects.filter(say=lost_words).count() == 1
    assert not SearchWord.objects.get(pk=off.pk).is_on
    assert SearchWord.objects.get(pk=changed.pk).say == [changed.say[0], UNHEARD]
    assert load_words(at=clock.now()) == 0


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("怎么办", "says_nothing"),
        ("我想要什么手续？", "says_nothing"),
        ("！！", "too_short"),
        ("13800000000", "personal"),
        ("店" * 41, "personal"),
    ],
)
def test_a_phrase_that_would_answer_every_question_is_refused(
    anna: User, demo_catalogue: None, phrase: str, code: str
) -> None:
    before = SearchWord.objects.count()
    with pytest.raises(Invalid) as refused:
        teach_word(phrase=phrase, name=FOOD, by=anna, at=clock.now())
    assert [(one.field, one.code) for one in refused.value.problems] == [("phrase", code)]
    assert SearchWord.objects.count() == before


def test_while_a_big_index_is_built_nothing_stale_is_kept_or_counted(
    client: Client, anna: User, demo_catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process teaches; this one answers from its last index until the new one is there."""
    assert live.find("开餐馆", 1)
    teach_word(phrase=UNHEARD, name=FOOD, by=anna, at=clock.now())
    with monkeypatch.context() as slow:
        slow.setattr(live, "current_index", lambda stamp=None, wait=False: live._kept.index)
        answer = client.get("/services/", {"q": UNHEARD})
    assert answer["Cache-Control"] == "no-store"
    assert not ZeroHit.objects.exists()
    assert FOOD in client.get("/services/", {"q": UNHEARD}).content.decode()


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
