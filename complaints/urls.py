# SPDX-License-Identifier: Apache-2.0
"""Addresses of complaints and ratings."""

from __future__ import annotations

from django.urls import path

from complaints.views import public, staff

app_name = "complaints"
urlpatterns = [
    path("complaints/", public.index, name="index"),
    path("complaints/file/", public.file, name="file"),
    path("complaints/track/", public.track, name="track"),
    path("complaints/desk/", staff.desk, name="desk"),
    path("complaints/desk/<str:number>/", staff.complaint, name="desk_complaint"),
    path("complaints/desk/<str:number>/<str:verb>/", staff.act, name="desk_act"),
    path("complaints/<str:number>/", public.mine, name="mine"),
    path("complaints/<str:number>/withdraw/", public.withdraw_page, name="withdraw"),
    path("ratings/<str:number>/", public.rate, name="rate"),
]
