# SPDX-License-Identifier: Apache-2.0
"""One row for each route: what it needs to lead to somebody's own thing, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A route that leads to one person's or one office's object.

    ``kwargs``: its arguments and which fact of the scene fills each. ``rightful``: who of the
    small city may open it.
    """

    name: str
    rightful: str
    kwargs: dict[str, str] = field(default_factory=dict)


NUMBER = {"number": "number"}
DRAFT = {"code": "code", "pk": "draft"}
COMPLAINT = {"number": "complaint"}

OBJECTS = (
    Row("web:letter", "alice", {"pk": "letter"}),
    Row("web:absence_end", "li", {"pk": "absence"}),
    Row("web:proof", "alice", {"pk": "term"}),
    Row("web:calendar_undo", "liu", {"pk": "calendar"}),
    Row("web:supervision_case", "liu", NUMBER),
    Row("web:supervision_urge", "liu", NUMBER),
    Row("credit:statement", "alice", {"pk": "inquiry"}),
    Row("credit:repair", "alice", {"pk": "record"}),
    Row("credit:determination", "liu", {"pk": "inquiry"}),
    Row("credit:repair_decision", "liu", {"pk": "repair"}),
    Row("licensing:apply_contact", "alice", DRAFT),
    Row("licensing:apply_materials", "alice", DRAFT),
    Row("licensing:apply_material", "alice", {**DRAFT, "line": "draft_line"}),
    Row("licensing:apply_confirm", "alice", DRAFT),
    Row("licensing:apply_discard", "alice", DRAFT),
    Row("licensing:draft_file", "alice", {"draft": "draft", "token": "draft_token"}),
    Row("licensing:case", "alice", NUMBER),
    Row("licensing:case_material", "alice", {**NUMBER, "line": "line"}),
    Row("licensing:supplement", "alice", NUMBER),
    Row("licensing:supply", "alice", {**NUMBER, "deferral": "deferral"}),
    Row("licensing:hearing", "alice", {**NUMBER, "pk": "hearing"}),
    Row("licensing:withdraw", "alice", NUMBER),
    Row("licensing:collect", "alice", NUMBER),
    Row("licensing:file", "alice", {**NUMBER, "token": "token"}),
    Row("licensing:paper", "alice", {**NUMBER, "pk": "paper"}),
    Row("licensing:renew", "alice", {"pk": "licence"}),
    Row("licensing:emergency", "liu", {"pk": "emergency"}),
    Row("licensing:emergency_undo", "liu", {"pk": "emergency"}),
    Row("licensing:counter_case", "wang", NUMBER),
    Row("licensing:counter_reveal", "wang", NUMBER),
    Row("licensing:counter_act", "wang", {**NUMBER, "verb": "counter_verb"}),
    Row(
        "licensing:counter_deferral",
        "wang",
        {**NUMBER, "pk": "deferral", "verb": "deferral_verb"},
    ),
    Row("licensing:review_case", "li", NUMBER),
    Row("licensing:review_act", "chen", {**NUMBER, "verb": "review_verb"}),
    Row("complaints:mine", "alice", COMPLAINT),
    Row("complaints:withdraw", "alice", COMPLAINT),
    Row("complaints:rate", "alice", NUMBER),
    Row("complaints:card", "li", {"pk": "card"}),
    Row("complaints:card_act", "li", {"pk": "card", "verb": "card_verb"}),
    Row("web:calendar_change", "liu", {"what": "calendar_what"}),
    Row("complaints:desk_complaint", "liu", COMPLAINT),
    Row("complaints:desk_act", "liu", {**COMPLAINT, "verb": "complaint_verb"}),
    Row("licensing_api:case-detail", "alice", NUMBER),
    Row("complaints_api:complaint-detail", "alice", COMPLAINT),
)

#: Routes that name nobody's object: public pages, own lists, desks, and what a code opens.
NOBODYS = {
    "web:home",
    "web:elder",
    "web:login",
    "web:second_factor",
    "web:logout",
    "web:register",
    "web:account",
    "web:inbox",
    "web:calculator",
    "web:verify_form",
    "web:verify",
    "web:absences",
    "web:calendar",
    "web:supervision",
    "web:supervision_cases",
    "web:supervision_export",
    "web:healthz",
    "web:readyz",
    "services:index",
    "services:suggest",
    "services:deferral_list",
    "services:deferral_csv",
    "services:deferral_json",
    "services:bundle",
    "services:guide",
    "services:checklist",
    "services:sample",
    "credit:mine",
    "credit:rules",
    "credit:determinations",
    "licensing:apply",
    "licensing:my_cases",
    "licensing:lookup",
    "licensing:licences",
    "licensing:emergencies",
    "licensing:counter",
    "licensing:counter_mandates",
    "licensing:counter_items",
    "licensing:counter_new",
    "licensing:review",
    "complaints:cards",
    "complaints:my_cards",
    "complaints:index",
    "complaints:file",
    "complaints:track",
    "complaints:desk",
    "web_api:deadline",
    "web_api:verify",
    "services_api:item-list",
    "services_api:item-detail",
    "licensing_api:case-list",
    "complaints_api:complaint-list",
    "schema",
    "metrics",
}
