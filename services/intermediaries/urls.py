# SPDX-License-Identifier: Apache-2.0
"""Addresses of intermediary services and providers."""

from __future__ import annotations

from django.urls import path

from services.intermediaries import desk, offer_desk, views

urlpatterns = [
    path("editor/intermediaries/", desk.desk, name="intermediary_desk"),
    path("editor/intermediaries/new/", desk.add, name="intermediary_add"),
    path("editor/intermediaries/<slug:code>/", desk.edit, name="intermediary_edit"),
    path(
        "editor/intermediaries/<slug:code>/listing/",
        desk.listing,
        name="intermediary_listing",
    ),
    path("editor/providers/new/", desk.provider_add, name="provider_add"),
    path("editor/providers/<str:uscc>/", desk.provider_edit, name="provider_edit"),
    path("editor/providers/<str:uscc>/<slug:verb>/", desk.act, name="provider_act"),
    path("editor/providers/<str:uscc>/offers/new/", offer_desk.add, name="offer_add"),
    path("editor/providers/<str:uscc>/offers/<slug:code>/", offer_desk.edit, name="offer_edit"),
    path(
        "editor/providers/<str:uscc>/offers/<slug:code>/<slug:verb>/",
        offer_desk.act,
        name="offer_act",
    ),
    path("intermediaries/", views.index, name="intermediaries"),
    path("intermediaries/<slug:code>/", views.service, name="intermediary"),
    path(
        "intermediaries/<slug:code>/choose/",
        views.choose,
        name="intermediary_choose",
    ),
    path("providers/<str:uscc>/", views.provider, name="provider"),
]
