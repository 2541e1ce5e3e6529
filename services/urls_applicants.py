# SPDX-License-Identifier: Apache-2.0
"""Addresses of what helps applicants: situations, one table, intermediaries, policies, words."""

from __future__ import annotations

from django.urls import path

from services.guides import situation as situations_views
from services.guides import views as guides_views
from services.intermediaries import views as intermediaries_views
from services.policies import desk as policies_desk
from services.policies import views as policies_views
from services.search import desk as search_desk
from services.situations import desk as situations_desk
from services.tables import desk as tables_desk

urlpatterns = [
    path("services/bundles/<slug:code>/form/", tables_desk.bundle_form, name="bundle_form"),
    path("services/<str:code>/situation/", situations_views.situation, name="situation"),
    path("services/<str:code>/nearest/", guides_views.nearest_place, name="nearest"),
    path("services/<str:code>/counter-sheet/", guides_views.counter_sheet, name="counter_sheet"),
    path("intermediaries/", intermediaries_views.index, name="intermediaries"),
    path("intermediaries/<slug:code>/", intermediaries_views.service, name="intermediary"),
    path(
        "intermediaries/<slug:code>/choose/",
        intermediaries_views.choose,
        name="intermediary_choose",
    ),
    path("providers/<str:uscc>/", intermediaries_views.provider, name="provider"),
    path("policies/", policies_views.index, name="policies"),
    path("policies/<slug:code>/", policies_views.policy, name="policy"),
    path("editor/policies/", policies_desk.desk, name="policy_desk"),
    path("editor/policies/<slug:code>/", policies_desk.evaluate, name="policy_evaluate"),
    path("editor/situations/", situations_desk.desk, name="situation_desk"),
    path("editor/situations/<str:code>/", situations_desk.edit, name="situation_edit"),
    path("editor/situations/<str:code>/try/", situations_desk.try_out, name="situation_try"),
    path(
        "editor/situations/<str:code>/publish/", situations_desk.publish, name="situation_publish"
    ),
    path("editor/words/", search_desk.desk, name="words"),
    path("editor/words/teach/", search_desk.teach, name="word_teach"),
    path("editor/words/dismiss/", search_desk.dismiss, name="word_dismiss"),
    path("editor/words/<int:pk>/", search_desk.edit, name="word_edit"),
]
