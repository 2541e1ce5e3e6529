# SPDX-License-Identifier: Apache-2.0
"""Addresses of the pages that span apps."""

from __future__ import annotations

from django.urls import path

from portal.web.views import account, health, home, inbox, supervision, verify

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("elder/", home.elder, name="elder"),
    path("login/", account.login_page, name="login"),
    path("login/code/", account.second_factor, name="second_factor"),
    path("logout/", account.logout_page, name="logout"),
    path("register/", account.register, name="register"),
    path("account/", account.account, name="account"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox.letter, name="letter"),
    path("verify/", verify.verify_form, name="verify_form"),
    path("verify/<str:token>/", verify.verify, name="verify"),
    path("supervision/", supervision.dashboard, name="supervision"),
    path("supervision/cases/", supervision.cases, name="supervision_cases"),
    path("supervision/cases/<str:number>/", supervision.case, name="supervision_case"),
    path("supervision/cases/<str:number>/urge/", supervision.urge, name="supervision_urge"),
    path("supervision/export/", supervision.export, name="supervision_export"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
