# SPDX-License-Identifier: Apache-2.0
"""Addresses of the pages that span apps."""

from __future__ import annotations

from django.urls import path

from complaints.supervision import board, demands
from portal.web.absences import views as absences_views
from portal.web.account import closing, doors, first, mandates, own, passkeys, unsent
from portal.web.account import views as account_views
from portal.web.calculator import views as calculator_views
from portal.web.calendar import views as calendar_views
from portal.web.changes import charges as changes_charges
from portal.web.changes import views as changes_views
from portal.web.retention import views as retention_views
from portal.web.sharing import own as sharing_own
from portal.web.sharing import views as sharing_views
from portal.web.staff import clients as staff_clients
from portal.web.staff import views as staff_views
from portal.web.verification import views as verification_views
from portal.web.views import elder, health, home, inbox

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("elder/", elder.elder, name="elder"),
    path("login/", account_views.login_page, name="login"),
    path("login/code/", account_views.second_factor, name="second_factor"),
    path("login/with/<slug:code>/", doors.begin, name="door"),
    path("login/with/<slug:code>/back/", doors.back, name="door_back"),
    path("account/doors/<slug:code>/end/", doors.end, name="door_end"),
    path("account/passkeys/", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/new/", passkeys.add, name="passkey_add"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("logout/", account_views.logout_page, name="logout"),
    path("register/", account_views.register, name="register"),
    path("account/", account_views.account, name="account"),
    path("account/unsent/", unsent.unsent_form, name="unsent"),
    path("account/unsent/drop/", unsent.drop_unsent, name="drop_unsent"),
    path("account/password/", own.password, name="password"),
    path("account/mail/", own.mail, name="mail"),
    path("account/data/", own.own_data, name="own_data"),
    path("account/mandates/", mandates.mandates, name="mandates"),
    path("account/mandates/ask/", mandates.ask, name="mandate_ask"),
    path("account/mandates/enterprise/", mandates.represent, name="represent"),
    path("account/mandates/code/", mandates.agreed, name="mandate_code"),
    path("account/mandates/<int:pk>/end/", mandates.end, name="mandate_end"),
    path("account/mandates/asked/<int:pk>/", mandates.answer, name="mandate_answer"),
    path("account/close/", closing.close, name="close_account"),
    path("account/phone/new/", own.new_phone, name="new_phone"),
    path("account/sessions/end/", own.end_session, name="end_session"),
    path("login/forgot/", own.forgot, name="forgot"),
    path("login/recover/", own.recover, name="recover"),
    path("account/phone/", account_views.phone, name="phone"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox.letter, name="letter"),
    path("deadline/", calculator_views.calculator, name="calculator"),
    path("verify/", verification_views.verify_form, name="verify_form"),
    path("verify/<str:token>/", verification_views.verify, name="verify"),
    path("terms/<int:pk>/", calculator_views.term, name="proof"),
    path("login/first/", first.set_up, name="set_up"),
    path("account/consents/", sharing_own.consents, name="consents"),
    path("account/consents/<int:pk>/withdraw/", sharing_own.withdraw, name="consent_withdraw"),
    path("staff/data-requests/", sharing_views.data_requests, name="data_requests"),
    path("staff/data-requests/ask/", sharing_views.ask, name="data_request_ask"),
    path("staff/data-requests/<int:pk>/", sharing_views.data_request, name="data_request"),
    path(
        "staff/data-requests/<int:pk>/<str:verb>/",
        sharing_views.data_request_act,
        name="data_request_act",
    ),
    path("privacy/", retention_views.privacy, name="privacy"),
    path("staff/retention/", retention_views.retention, name="retention"),
    path("staff/retention/holds/", retention_views.holds, name="holds"),
    path("staff/retention/holds/<int:pk>/", retention_views.hold, name="hold"),
    path("staff/retention/<str:kind>/", retention_views.period, name="retention_period"),
    path("changes/", changes_views.changes, name="changes"),
    path("changes/rules/", changes_views.rules, name="rules"),
    path("changes/rules/<str:code>/", changes_views.rule, name="rule"),
    path("changes/fees/", changes_charges.fees, name="fees"),
    path("changes/fees/new/", changes_charges.fee, name="fee_new"),
    path("changes/fees/<int:pk>/", changes_charges.fee, name="fee"),
    path("changes/exclusions/", changes_charges.exclusions, name="exclusions"),
    path("changes/exclusions/new/", changes_charges.exclusion, name="exclusion_new"),
    path("changes/exclusions/<slug:code>/", changes_charges.exclusion, name="exclusion"),
    path("changes/<int:pk>/", changes_views.change, name="change"),
    path("changes/<int:pk>/<str:verb>/", changes_views.change_act, name="change_act"),
    path("staff/people/", staff_views.desk, name="staff_desk"),
    path("staff/people/new/", staff_views.new, name="staff_new"),
    path("staff/people/<int:pk>/", staff_views.person, name="staff_person"),
    path("staff/people/<int:pk>/<str:verb>/", staff_views.person_act, name="staff_person_act"),
    path(
        "staff/people/<int:pk>/rights/<int:right>/<str:verb>/",
        staff_views.review_right,
        name="staff_right",
    ),
    path("staff/clients/", staff_clients.clients, name="staff_clients"),
    path("staff/clients/<int:pk>/<str:verb>/", staff_clients.client_act, name="staff_client_act"),
    path("staff/absences/", absences_views.absences, name="absences"),
    path("staff/absences/<int:pk>/end/", absences_views.end, name="absence_end"),
    path("supervision/", board.dashboard, name="supervision"),
    path("supervision/cases/", board.cases, name="supervision_cases"),
    path("supervision/cases/<str:number>/", board.case, name="supervision_case"),
    path("supervision/cases/<str:number>/urge/", board.urge, name="supervision_urge"),
    path(
        "supervision/cases/<str:number>/demand/",
        demands.second_demand,
        name="supervision_demand",
    ),
    path("supervision/calendar/", calendar_views.calendar, name="calendar"),
    path("supervision/calendar/<int:pk>/undo/", calendar_views.undo, name="calendar_undo"),
    path("supervision/calendar/<str:what>/", calendar_views.change, name="calendar_change"),
    path("supervision/export/", board.export, name="supervision_export"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
