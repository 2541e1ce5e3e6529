# SPDX-License-Identifier: Apache-2.0
"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from services.bundles import views as bundles_views
from services.urls_applicants import urlpatterns as for_applicants
from services.urls_desks import urlpatterns as for_desks
from services.urls_editors import urlpatterns as for_editors
from services.views import exchange, exports, find, guide

app_name = "services"
urlpatterns = [
    *for_desks,
    *for_applicants,
    *for_editors,
    path("editor/import/", exchange.import_sheets, name="import_sheets"),
    path("editor/import/template.xlsx", exports.template, name="import_template"),
    path("editor/import/<str:token>/", exchange.import_run, name="import_run"),
    path("editor/import/<str:token>/take-in/", exchange.import_take_in, name="import_take_in"),
    path("editor/export/catalogue.xlsx", exports.export_xlsx, name="export_xlsx"),
    path("editor/export/catalogue.json", exports.export_json, name="export_json"),
    path("services/", find.index, name="index"),
    path("services/suggest/", find.suggest, name="suggest"),
    path("services/bundles/<slug:code>/", bundles_views.bundle, name="bundle"),
    path("services/<str:code>/", guide.guide, name="guide"),
    path("services/<str:code>/checklist/", guide.checklist, name="checklist"),
    path("services/<str:code>/samples/<int:position>/", guide.sample, name="sample"),
]
