# SPDX-License-Identifier: Apache-2.0
"""Addresses of the editors' desks for application forms, agencies and policies."""

from __future__ import annotations

from django.urls import path

from services.intermediaries import desk as intermediaries_desk
from services.intermediaries import offer_desk
from services.policies import desk as policies_desk
from services.tables import desk as tables_desk

urlpatterns = [
    path("editor/forms/", tables_desk.desk, name="form_desk"),
    path("editor/forms/<str:code>/", tables_desk.form, name="form_edit"),
    path("editor/forms/<str:code>/add/", tables_desk.add, name="form_field_add"),
    path("editor/forms/<str:code>/share/", tables_desk.share, name="form_field_share"),
    path("editor/forms/<str:code>/<slug:field>/edit/", tables_desk.edit, name="form_field_edit"),
    path(
        "editor/forms/<str:code>/<slug:field>/<slug:verb>/", tables_desk.act, name="form_field_act"
    ),
    path("editor/intermediaries/", intermediaries_desk.desk, name="intermediary_desk"),
    path("editor/intermediaries/new/", intermediaries_desk.add, name="intermediary_add"),
    path("editor/intermediaries/<slug:code>/", intermediaries_desk.edit, name="intermediary_edit"),
    path(
        "editor/intermediaries/<slug:code>/listing/",
        intermediaries_desk.listing,
        name="intermediary_listing",
    ),
    path("editor/providers/new/", intermediaries_desk.provider_add, name="provider_add"),
    path("editor/providers/<str:uscc>/", intermediaries_desk.provider_edit, name="provider_edit"),
    path("editor/providers/<str:uscc>/<slug:verb>/", intermediaries_desk.act, name="provider_act"),
    path("editor/providers/<str:uscc>/offers/new/", offer_desk.add, name="offer_add"),
    path("editor/providers/<str:uscc>/offers/<slug:code>/", offer_desk.edit, name="offer_edit"),
    path(
        "editor/providers/<str:uscc>/offers/<slug:code>/<slug:verb>/",
        offer_desk.act,
        name="offer_act",
    ),
    path("editor/policies/new/", policies_desk.add, name="policy_add"),
    path("editor/policies/<slug:code>/edit/", policies_desk.edit, name="policy_edit"),
    path("editor/policies/<slug:code>/close/", policies_desk.close, name="policy_close"),
]
