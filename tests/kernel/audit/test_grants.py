# SPDX-License-Identifier: Apache-2.0
"""The application has no right that it does not need; what is kept refuses the owner, too."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from licensing.decisions.models import Decision
from portal.kernel.audit import grants
from portal.kernel.audit.actions import record
from portal.kernel.audit.kept import changeable, deletable
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.subjects import Subject
from tests.database import as_owner_of_the_tables, behind_the_rights

pytestmark = pytest.mark.django_db

MODELS = apps.get_models(include_auto_created=True)
KEPT = [model for model in MODELS if not deletable(model)]


def _may(table: str, right: str, column: str = "") -> bool:
    with connection.cursor() as cursor:
        if column:
            cursor.execute(
                "SELECT has_column_privilege(current_user, %s, %s, %s)", [table, column, right]
            )
        else:
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
        return bool(cursor.fetchone()[0])


def _refused(sql: str) -> str:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(caught.value)


def test_the_tests_run_with_the_rights_of_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (settings.DATABASE_APPLICATION["USER"], False)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_table_gives_the_application_what_its_model_says(model: type[models.Model]) -> None:
    table = model._meta.db_table
    assert _may(table, "SELECT")
    assert _may(table, "INSERT")
    assert not _may(table, "TRUNCATE")
    assert not _may(table, "TRIGGER")
    assert _may(table, "DELETE") == deletable(model)
    free = changeable(model)
    assert _may(table, "UPDATE") == (free is None)
    for field in model._meta.concrete_fields:
        expected = free is None or field.column in free
        assert _may(table, "UPDATE", str(field.column)) == expected


def test_the_books_and_what_decides_are_kept() -> None:
    assert len(KEPT) >= 30
    names = {model._meta.label for model in KEPT}
    assert names >= {
        "kernel.Event", "kernel.ReadLog", "kernel.ReadHead", "kernel.Document", "kernel.Party",
        "licensing.Case", "licensing.Decision", "licensing.Licence", "licensing.Handover",
        "complaints.Complaint", "credit.CreditRecord",
    }  # fmt: skip


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
def test_a_kept_table_is_emptied_by_nobody(model: type[models.Model]) -> None:
    table = model._meta.db_table
    assert "permission denied" in _refused(f"TRUNCATE {table} CASCADE")
    with as_owner_of_the_tables():
        assert "never emptied" in _refused(f"TRUNCATE {table} CASCADE")
    with behind_the_rights(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")  # the control: nothing else stands in the way
        transaction.set_rollback(True)


def test_an_event_is_changed_or_deleted_by_nobody() -> None:
    event = record(subject=Subject.objects.create(kind="test"), verb="test.done")
    change = f"UPDATE kernel_event SET verb = 'x' WHERE id = {event.pk}"
    delete = f"DELETE FROM kernel_event WHERE id = {event.pk}"
    assert "permission denied" in _refused(change)
    assert "permission denied" in _refused(delete)
    with as_owner_of_the_tables():
        assert "Cannot update or delete" in _refused(change)
        assert "Cannot update or delete" in _refused(delete)
    assert Event.objects.get(pk=event.pk).verb == "test.done"


def test_of_a_decision_only_its_being_the_current_one_changes() -> None:
    assert changeable(Decision) == ["is_current"]
    Decision.objects.update(is_current=False)  # the control
    assert "permission denied" in _refused("UPDATE licensing_decision SET outcome = 'granted'")


def test_the_application_makes_no_tables_and_records_no_migrations() -> None:
    _refused("CREATE TABLE mine (id int)")
    assert "must be owner" in _refused("ALTER TABLE kernel_event DISABLE TRIGGER USER")
    assert "must be owner" in _refused("DROP TABLE kernel_event CASCADE")
    assert "permission denied" in _refused("DELETE FROM django_migrations")


def test_the_rights_are_given_again_after_they_were_lost_or_too_many() -> None:
    role = settings.DATABASE_APPLICATION["USER"]
    with as_owner_of_the_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT ALL ON kernel_event TO {role}")
            cursor.execute(f"REVOKE ALL ON kernel_counter FROM {role}")
        grants.give()
    assert not _may("kernel_event", "TRUNCATE")
    assert not _may("kernel_event", "UPDATE")
    assert _may("kernel_counter", "UPDATE")
    assert not ReadLog.objects.exists()


def test_a_role_that_lacks_is_made_by_an_owner_who_may(settings: LazySettings) -> None:
    settings.DATABASE_APPLICATION = {"USER": "Somebody new", "PASSWORD": "p'ass\"word"}
    with as_owner_of_the_tables():
        grants.give()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles"
                " WHERE rolname = 'Somebody new'"
            )
            assert cursor.fetchone() == (True, False, False, False)
            cursor.execute(
                "SELECT has_table_privilege('Somebody new', 'kernel_event', 'INSERT'),"
                " has_table_privilege('Somebody new', 'kernel_event', 'DELETE')"
            )
            assert cursor.fetchone() == (True, False)


def test_an_owner_who_may_make_no_role_is_told_what_the_administrator_does(
    settings: LazySettings,
) -> None:
    settings.DATABASE_APPLICATION = {"USER": "somebody_new", "PASSWORD": ""}
    with (
        transaction.atomic(),
        pytest.raises(grants.RoleLackingError, match="CREATE ROLE somebody_new"),
    ):
        grants.give()  # the application's role of this run plays that owner
    with as_owner_of_the_tables(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'somebody_new'")
        assert cursor.fetchone() == (0,)


def test_one_role_for_both_is_left_as_it_is(settings: LazySettings) -> None:
    settings.DATABASE_OWNER = {}
    grants.give()
    with grants.as_owner():
        assert _may("kernel_event", "INSERT")
    assert not _may("kernel_event", "DELETE")


def test_production_migrates_as_the_owner_or_not_at_all(settings: LazySettings) -> None:
    settings.PRODUCTION, settings.DATABASE_OWNER = True, {}
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command("migrate", verbosity=0)
