# SPDX-License-Identifier: Apache-2.0
"""Two editors and what they do to a draft, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from portal.kernel import clock
from portal.kernel.accounts.models import User
from services.drafts.editing import hand_in, open_draft, save_draft
from services.drafts.models import Draft
from services.drafts.page import DraftPage
from services.drafts.review import approve
from services.items.models.item import Offering
from tests.city import staff

if TYPE_CHECKING:
    from datetime import date


def editor(username: str = "xie") -> User:
    """Return an editor, made at the first call."""
    found = User.objects.filter(username=username).first()
    return found or staff(username, "editor")


def browser(username: str = "xie") -> Client:
    """Return a browser in which an editor is signed in."""
    client = Client()
    client.force_login(editor(username), "portal.kernel.backends.LowerCaseBackend")
    return client


def _fields(page: DraftPage) -> dict[str, Any]:
    """Return what a browser would send of an untouched page."""
    sent: dict[str, Any] = {}
    lists = [part["forms"] for part in page.lists]
    forms = [page.form, *(form for rows in lists for form in (rows.management_form, *rows))]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                sent[bound.html_name] = "on"
            elif isinstance(value, list):
                sent[bound.html_name] = value
            elif value not in (None, False):
                sent[bound.html_name] = str(value)
    return sent


def post(client: Client, draft: Draft, act: str = "save", **typed: Any) -> Any:
    """Press a button of a draft's page after typing something into some fields.

    ``more`` names the list to which an empty row was added before.
    """
    page = DraftPage(draft.row, is_new=draft.offering_id is None, more=typed.pop("more", ""))
    sent = {**_fields(page), "seen": draft.changed_at.isoformat(), **typed}
    address = reverse("services:editor_draft", args=[draft.pk])
    return client.post(address, {**sent, "act": act})


def exampled(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in which every material has an example."""
    materials = [{**one, "example": "照样写明"} for one in row["materials"]]
    return {**row, "materials": materials}


def drafted(code: str, *, by: User | None = None, **values: Any) -> Draft:
    """Return a draft of an offering with some fields changed, not handed in yet."""
    by, at = by or editor(), clock.now()
    draft = Draft.objects.filter(code=code, state="editing").first() or open_draft(
        offering=Offering.objects.get(code=code), by=by, at=at
    )
    row = {**draft.row, **values}
    if "materials" in row:
        row = exampled(row)
    return save_draft(draft=draft, row=row, seen=draft.changed_at.isoformat(), by=by, at=at)


def waiting(code: str, **values: Any) -> Draft:
    """Return a draft that waits for the second person."""
    return hand_in(draft=drafted(code, **values), by=editor(), at=clock.now())


def published(code: str, *, effective_on: date | None = None, **values: Any) -> Draft:
    """Return a draft that the second editor approved, by default from today."""
    draft = waiting(code, **values)
    day = effective_on or clock.today()
    return approve(draft=draft, effective_on=day, by=editor("qian"), at=clock.now())
