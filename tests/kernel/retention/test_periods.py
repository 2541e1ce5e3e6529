# SPDX-License-Identifier: Apache-2.0
"""What is over is ended on its day and not before; what is kept for good is not touched."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction

from complaints.appeals.filing import file_complaint, withdraw
from licensing.apply.draft import discard
from licensing.cases.models import Case, MaterialFile
from portal.kernel import clock, invariants, sweeps
from portal.kernel.accounts.actions import assert_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.actions import record, record_read
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.audit.verify import verify
from portal.kernel.changes.actions import confirm, propose
from portal.kernel.changes.kinds import fixed, kind_of, look
from portal.kernel.errors import Invalid
from portal.kernel.idempotency import IdempotentCall, remember
from portal.kernel.identity.codes import account_subject, make_code
from portal.kernel.identity.models import OneTimeCode
from portal.kernel.notices.actions import notify
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.retention.keeping import end_over, keeping_of, standings
from portal.kernel.retention.models import RetentionPeriod
from portal.kernel.retention.periods import limit_of, periods, shipped
from portal.kernel.retention.words import AfterIt
from portal.kernel.uploads.models import Upload
from services.exchange.models import ImportRun
from services.search.models import ZeroHit
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

ROOT = Path(__file__).resolve().parents[3]
BEGAN = "2026-03-02 10:00"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at(BEGAN)
    return cities.build()


def _ends(kind: str) -> int:
    return end_over(kind, clock.now())


# -- The data ----------------------------------------------------------------------------------


def test_every_table_with_something_of_a_person_has_a_period() -> None:
    path = ROOT / "portal" / "web" / "data" / "personal_data.json"
    personal = {name for name, columns in json.loads(path.read_text("utf-8")).items() if columns}
    covered = {table for row in shipped() for table in row["tables"]}
    assert personal - covered == set()


def test_no_period_is_for_a_table_that_does_not_exist() -> None:
    real = {model._meta.label for model in apps.get_models()}
    named = {table for row in shipped() for table in row["tables"]}
    assert named - real == set()


def test_each_period_that_the_portal_ends_by_itself_is_ended_by_something(db: None) -> None:
    by_hand = {"orphan_file"}  # files, not rows: a sweep of its own
    ends = {
        row.kind
        for row in periods(clock.today()).values()
        if row.after_it in (AfterIt.DELETE, AfterIt.BLANK)
    }
    ended = {kind for kind in ends if (one := keeping_of(kind)) is not None and one.end is not None}
    assert ends - ended == by_hand
    assert {f"retention_{kind}" for kind in ended} <= set(sweeps.names())


def test_a_period_is_neither_edited_nor_deleted(db: None) -> None:
    rows = RetentionPeriod.objects.filter(kind="notice")
    for act in (lambda: rows.update(length=1), rows.delete):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            act()
    assert rows.get().length == 3


# -- When a period is over ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "today", "first_kept"),
    [
        ("case_draft", "2026-08-30 00:00", "2026-03-03"),  # 180 days
        ("complaint_contact", "2027-03-02 23:59", "2026-03-02"),  # 12 months
        ("complaint_contact", "2027-03-03 00:00", "2026-03-03"),
        ("notice", "2029-03-02 12:00", "2026-03-02"),  # 3 years
        ("notice", "2028-02-29 12:00", "2025-02-28"),
    ],
)
def test_a_period_of_days_ends_with_the_day(
    db: None, clock_at: SetClock, kind: str, today: str, first_kept: str
) -> None:
    clock_at(today)
    assert limit_of(kind, clock.now()) == clock.start_of(date.fromisoformat(first_kept))


def test_a_short_month_never_shortens_a_period(db: None, clock_at: SetClock) -> None:
    """What began on 31 January and is kept for six months of logs is there on 31 July."""
    clock_at("2026-07-31 12:00")
    limit = limit_of("sign_in_failure", clock.now())
    assert limit is not None
    assert limit <= clock.start_of(date(2026, 1, 31))


def test_what_is_permanent_has_no_limit(db: None) -> None:
    assert limit_of("journal", clock.now()) is None
    assert end_over("attempt", clock.now()) == 0


# -- Each kind, the day before and the day of --------------------------------------------------


def _notice(city: cities.City) -> None:
    event = record(subject=account_subject(city.alice), verb="kernel.account.change_mail")
    notify(event=event, kind="test", user=city.alice, title="题目", body="内容", link="/cases/1/")


def _draft(city: cities.City) -> None:
    cities.fill_draft(city)


def _discarded(city: cities.City) -> None:
    discard(case=cities.fill_draft(city), by=city.alice, at=clock.now())


def _code(city: cities.City) -> None:
    make_code(user=city.alice, purpose="phone", phone="+8613800132046", at=clock.now())


def _call(city: cities.City) -> None:
    subject = account_subject(city.alice)
    remember(by=city.alice, act="a", key="k", body={}, subject=subject)


def _failure(city: cities.City) -> None:
    del city
    AccessAttempt.objects.create(username="x", ip_address="10.0.0.1", failures_since_start=1)


def _question(city: cities.City) -> None:
    del city
    ZeroHit.objects.create(text="开小馆", day=clock.today())


def _complaint(city: cities.City) -> None:
    found = file_complaint(
        kind="complaint", title="等太久", text="窗口一直没人", contact_name="张小丽",
        contact_phone="13800132046", by=city.alice, at=clock.now(),
    )  # fmt: skip
    withdraw(complaint=found, by=city.alice, at=clock.now())


def _outbox(city: cities.City) -> None:
    del city
    OutboxMessage.objects.create(
        kind="kernel.code", key="k", payload={"code": 1}, state="done",
        not_before=clock.now(), created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip


def _run(city: cities.City) -> None:
    ImportRun.objects.create(
        by=city.xie, name="a.xlsx", path="imports/a.xlsx", size=1, sha256="0" * 64, is_dry=True,
        state="done", created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip


def _account(city: cities.City) -> None:
    del city
    person = assert_person(name="王桂花", id_number="512002199003070027", phone="13900139000")
    User.objects.create(username="wang-gh", person=person)


KINDS: list[tuple[str, Any, str, str]] = [
    ("notice", _notice, "2029-03-02 23:59", "2029-03-03 00:00"),
    ("case_draft", _draft, "2026-08-29 23:59", "2026-08-30 00:00"),
    ("case_draft_discarded", _discarded, "2026-04-01 23:59", "2026-04-02 00:00"),
    ("code_text", _code, "2026-03-02 10:09", "2026-03-02 10:10"),
    ("one_time_code", _code, "2026-04-01 23:59", "2026-04-02 00:00"),
    ("idempotent_call", _call, "2026-04-01 23:59", "2026-04-02 00:00"),
    ("sign_in_failure", _failure, "2026-09-02 23:59", "2026-09-03 00:00"),
    ("zero_hit", _question, "2026-05-31 23:59", "2026-06-01 00:00"),
    ("complaint_contact", _complaint, "2027-03-02 23:59", "2027-03-03 00:00"),
    ("outbox", _outbox, "2026-08-29 23:59", "2026-08-30 00:00"),
    ("import_run", _run, "2026-08-29 23:59", "2026-08-30 00:00"),
    ("unverified_account", _account, "2027-03-02 23:59", "2027-03-03 00:00"),
]


@pytest.mark.parametrize(("kind", "begin", "before", "on"), KINDS, ids=[one[0] for one in KINDS])
def test_it_is_there_on_the_last_day_and_gone_on_the_next(
    city: cities.City, clock_at: SetClock, kind: str, begin: Any, before: str, on: str
) -> None:
    begin(city)
    clock_at(before)
    assert _ends(kind) == 0
    clock_at(on)
    assert _ends(kind) == 1
    assert _ends(kind) == 0


# -- What goes, and what stays -----------------------------------------------------------------


def test_a_notice_loses_its_words_and_keeps_that_it_was_sent(
    city: cities.City, clock_at: SetClock
) -> None:
    _notice(city)
    told = Notice.objects.get(kind="test")
    clock_at("2029-03-03 00:00")
    _ends("notice")
    told.refresh_from_db()
    assert (told.title, told.body, told.link) == ("", "", "")
    assert (told.user, told.created_at.date()) == (city.alice, date(2026, 3, 2))


def test_a_draft_that_nobody_handed_in_goes_with_its_files_and_leaves_an_event(
    city: cities.City, clock_at: SetClock
) -> None:
    draft = cities.fill_draft(city)
    handed_in = cities.submitted(city, by=city.bob, applicant=city.other_firm)
    clock_at("2026-08-30 00:00")
    assert _ends("case_draft") == 1
    draft.refresh_from_db()
    assert (draft.state, draft.form) == ("withdrawn", {})
    assert not MaterialFile.objects.filter(case_material__case=draft).exists()
    assert not Upload.objects.filter(owner=city.alice).exists()
    event = Event.objects.get(subject=draft.subject_id, verb="licensing.case.lapse")
    assert (event.actor, event.to_state) == (None, "withdrawn")
    handed_in.refresh_from_db()
    assert handed_in.form["contact_name"] == "张小丽"
    assert Upload.objects.filter(owner=city.bob).exists()
    assert _ends("case_draft_discarded") == 0
    assert [one for one in invariants.run() if one.check != "outbox"] == []
    assert verify() == []


def test_an_account_that_nobody_proved_or_used_goes_with_who_it_said_to_be(
    city: cities.City, clock_at: SetClock
) -> None:
    _account(city)
    user = User.objects.get(username="wang-gh")
    clock_at("2027-03-03 00:00")
    assert _ends("unverified_account") == 1
    user.refresh_from_db()
    assert (user.is_active, user.person) == (False, None)
    assert Party.objects.filter(name="王桂花").count() == 0
    assert Event.objects.get(verb="kernel.account.close").actor is None
    assert User.objects.get(pk=city.alice.pk).is_active


def test_an_account_that_signed_in_or_filed_something_stays(
    city: cities.City, clock_at: SetClock
) -> None:
    _account(city)
    user = User.objects.get(username="wang-gh")
    clock_at("2027-03-03 00:00")
    User.objects.filter(pk=user.pk).update(last_login=clock.now() - timedelta(days=300))
    assert _ends("unverified_account") == 0
    User.objects.filter(pk=user.pk).update(last_login=None)
    file_complaint(kind="consult", title="要带什么", text="办证要带什么", by=user, at=clock.now())
    assert _ends("unverified_account") == 0
    assert User.objects.get(pk=user.pk).is_active


def test_sessions_go_when_their_time_has_run_out(city: cities.City, clock_at: SetClock) -> None:
    ends = clock.now() + timedelta(minutes=30)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=ends)
    clock_at("2026-03-02 10:29")
    assert _ends("session_row") == 0
    clock_at("2026-03-02 10:30")
    assert _ends("session_row") == 1
    assert not Session.objects.filter(session_key="k" * 32).exists()


def test_the_journal_and_who_looked_stay_for_good(city: cities.City, clock_at: SetClock) -> None:
    assert city.alice.person is not None
    record_read(reader=city.wang, party=city.alice.person, fields="phone", reason="核对")
    events = Event.objects.count()
    clock_at("2096-03-02 10:00")
    for _round in range(3):
        sweeps.run_all(at=clock.now(), but=("terms", "staff_moves"))
    assert ReadLog.objects.filter(party=city.alice.person).count() == 1
    assert Event.objects.count() >= events
    assert verify() == []


def test_one_run_ends_a_batch_and_the_next_goes_on(
    city: cities.City, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ZeroHit.objects.bulk_create(ZeroHit(text=f"问{n}", day=clock.today()) for n in range(5))
    monkeypatch.setattr("portal.kernel.retention.keeping.MOST", 2)
    clock_at("2026-06-01 00:00")
    assert [_ends("zero_hit") for _run_ in range(4)] == [2, 2, 1, 0]


def test_files_of_cases_wait_for_people(city: cities.City, clock_at: SetClock) -> None:
    case = cities.submitted(city)
    Case.objects.filter(pk=case.pk).update(state="withdrawn", ended_at=clock.now())
    clock_at("2056-03-02 12:00")
    assert _standing("case_file").over == 0
    clock_at("2056-03-03 00:00")
    assert _standing("case_file").over == 1
    assert "retention_case_file" not in sweeps.names()
    assert _ends("case_file") == 0
    case.refresh_from_db()
    assert case.form["contact_name"] == "张小丽"


def _standing(kind: str) -> Any:
    return next(one for one in standings(clock.now()) if one.period.kind == kind)


# -- Another length, by two people -------------------------------------------------------------


def _payload(**more: Any) -> dict[str, Any]:
    return {
        "kind": "zero_hit", "length": 60, "citation": "某某办法第一条",
        "effective_on": "2026-03-10", **more,
    }  # fmt: skip


def _propose(city: cities.City, **more: Any) -> Any:
    return propose(
        kind="retention",
        payload=_payload(**more),
        reason="办法已经修订",
        by=city.gu,
        at=clock.now(),
    )


def test_another_length_holds_from_its_day(city: cities.City, clock_at: SetClock) -> None:
    change = _propose(city)
    seen = look(fixed(kind_of("retention"), change.payload, clock.today()))
    with refused("not_confirmer"):
        confirm(change=change, seen=seen, by=city.gu, at=clock.now())
    confirm(change=change, seen=seen, by=city.liu, at=clock.now())
    assert periods(date(2026, 3, 9))["zero_hit"].length == 90
    assert periods(date(2026, 3, 10))["zero_hit"].length == 60
    _question(city)
    clock_at("2026-05-01 23:59")
    assert _ends("zero_hit") == 0
    clock_at("2026-05-02 00:00")
    assert _ends("zero_hit") == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"length": 29}, "length"),  # the desk counts 30 days back
        ({"length": 5001}, "length"),
        ({"length": 90, "citation": "个人信息保护法第十九条（最短必要时间）"}, "length"),
        ({"citation": " "}, "citation"),
        ({"effective_on": "2026-03-02"}, "effective_on"),
        ({"kind": "journal"}, "kind"),
        ({"kind": "nothing"}, "kind"),
    ],
)
def test_a_length_with_which_the_portal_would_not_work_is_refused(
    city: cities.City, more: dict[str, Any], field: str
) -> None:
    before = RetentionPeriod.objects.count()
    with pytest.raises(Invalid) as caught:
        _propose(city, **more)
    assert field in {one.field for one in caught.value.problems}
    assert RetentionPeriod.objects.count() == before


def test_codes_and_calls_are_rows_that_go(city: cities.City, clock_at: SetClock) -> None:
    _code(city)
    _call(city)
    clock_at("2026-04-02 00:00")
    assert (_ends("one_time_code"), _ends("idempotent_call")) == (1, 1)
    assert not OneTimeCode.objects.exists()
    assert not IdempotentCall.objects.exists()
