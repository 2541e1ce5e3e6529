# SPDX-License-Identifier: Apache-2.0
"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from services.views import bundles, find, guide, lists

app_name = "services"
urlpatterns = [
    path("services/", find.index, name="index"),
    path("services/suggest/", find.suggest, name="suggest"),
    path("services/lists/deferral/", lists.deferral_page, name="deferral_list"),
    path("services/lists/deferral.csv", lists.deferral_csv, name="deferral_csv"),
    path("services/lists/deferral.json", lists.deferral_json, name="deferral_json"),
    path("services/bundles/<slug:code>/", bundles.bundle, name="bundle"),
    path("services/<str:code>/", guide.guide, name="guide"),
    path("services/<str:code>/checklist/", guide.checklist, name="checklist"),
    path("services/<str:code>/samples/<int:position>/", guide.sample, name="sample"),
]
