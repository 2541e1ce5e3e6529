# SPDX-License-Identifier: Apache-2.0
"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from services.bundles import views as bundles_views
from services.exchange import views as exchange_views
from services.guides import views as guides_views
from services.search import views as search_views
from services.urls_applicants import urlpatterns as for_applicants
from services.urls_desks import urlpatterns as for_desks
from services.urls_editors import urlpatterns as for_editors

app_name = "services"
urlpatterns = [
    *for_desks,
    *for_applicants,
    *for_editors,
    path("editor/import/", exchange_views.import_sheets, name="import_sheets"),
    path("editor/import/template.xlsx", exchange_views.template, name="import_template"),
    path("editor/import/<str:token>/", exchange_views.import_run, name="import_run"),
    path(
        "editor/import/<str:token>/take-in/", exchange_views.import_take_in, name="import_take_in"
    ),
    path("editor/export/catalogue.xlsx", exchange_views.export_xlsx, name="export_xlsx"),
    path("editor/export/catalogue.json", exchange_views.export_json, name="export_json"),
    path("services/", search_views.index, name="index"),
    path("services/suggest/", search_views.suggest, name="suggest"),
    path("services/bundles/<slug:code>/", bundles_views.bundle, name="bundle"),
    path("services/<str:code>/", guides_views.guide, name="guide"),
    path("services/<str:code>/checklist/", guides_views.checklist, name="checklist"),
    path("services/<str:code>/samples/<int:position>/", guides_views.sample, name="sample"),
]
