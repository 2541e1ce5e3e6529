# SPDX-License-Identifier: Apache-2.0
"""Addresses of licensing."""

from __future__ import annotations

from django.urls import path

from licensing.counter import accounts, mandates, walk_in
from licensing.counter import views as counter_views
from licensing.emergencies import views as emergencies_views
from licensing.mine import apply, hearings, matters
from licensing.mine import licences as mine_licences
from licensing.workbench import views as workbench_views

app_name = "licensing"
urlpatterns = [
    path("apply/<str:code>/", apply.start, name="apply"),
    path("apply/<str:code>/<int:pk>/contact/", apply.contact, name="apply_contact"),
    path("apply/<str:code>/<int:pk>/materials/", apply.materials, name="apply_materials"),
    path("apply/<str:code>/<int:pk>/situation/", apply.situation, name="apply_situation"),
    path("apply/<str:code>/<int:pk>/materials/<int:line>/", apply.material, name="apply_material"),
    path("apply/<str:code>/<int:pk>/confirm/", apply.confirm, name="apply_confirm"),
    path("apply/<str:code>/<int:pk>/discard/", apply.discard, name="apply_discard"),
    path("drafts/<int:draft>/files/<str:token>/", matters.draft_file, name="draft_file"),
    path("cases/", matters.my_cases, name="my_cases"),
    path("cases/lookup/", matters.lookup, name="lookup"),
    path("cases/<str:number>/", matters.case, name="case"),
    path("cases/<str:number>/materials/<int:line>/", matters.material, name="case_material"),
    path("cases/<str:number>/supplement/", matters.supplement_page, name="supplement"),
    path("cases/<str:number>/deferrals/<int:deferral>/", matters.supply, name="supply"),
    path("cases/<str:number>/hearings/<int:pk>/", hearings.answer, name="hearing"),
    path("cases/<str:number>/withdraw/", matters.withdraw, name="withdraw"),
    path("cases/<str:number>/collect/", matters.collect, name="collect"),
    path("cases/<str:number>/files/<str:token>/", matters.file, name="file"),
    path("cases/<str:number>/papers/<int:pk>/", matters.paper, name="paper"),
    path("licences/", mine_licences.licences, name="licences"),
    path("licences/<int:pk>/renew/", mine_licences.renew, name="renew"),
    path("supervision/emergencies/", emergencies_views.emergencies, name="emergencies"),
    path("supervision/emergencies/<int:pk>/", emergencies_views.emergency, name="emergency"),
    path("supervision/emergencies/<int:pk>/undo/", emergencies_views.undo, name="emergency_undo"),
    path("counter/", counter_views.counter, name="counter"),
    path("counter/accounts/", accounts.accounts, name="counter_accounts"),
    path("counter/mandates/", mandates.mandates, name="counter_mandates"),
    path("counter/mandates/find/", mandates.standing, name="counter_mandates_find"),
    path("counter/mandates/<str:kind>/", mandates.mandates, name="counter_mandates_of"),
    path("counter/new/", walk_in.choose_item, name="counter_items"),
    path("counter/new/<str:code>/", walk_in.walk_in, name="counter_new"),
    path("counter/<str:number>/", counter_views.case, name="counter_case"),
    path("counter/<str:number>/reveal/", counter_views.reveal, name="counter_reveal"),
    path(
        "counter/<str:number>/deferrals/<int:pk>/<str:verb>/",
        counter_views.deferral_act,
        name="counter_deferral",
    ),
    path("counter/<str:number>/<str:verb>/", counter_views.act, name="counter_act"),
    path("review/", workbench_views.desk, name="review"),
    path("review/<str:number>/", workbench_views.case, name="review_case"),
    path("review/<str:number>/<str:verb>/", workbench_views.act, name="review_act"),
]
