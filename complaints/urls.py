# SPDX-License-Identifier: Apache-2.0
"""Addresses of complaints and ratings."""

from __future__ import annotations

from django.urls import path

from complaints.views import card_acts, card_lists, card_page, public, staff

app_name = "complaints"
urlpatterns = [
    path("complaints/", public.index, name="index"),
    path("complaints/file/", public.file, name="file"),
    path("complaints/track/", public.track, name="track"),
    path("complaints/desk/", staff.desk, name="desk"),
    path("complaints/desk/<str:number>/", staff.complaint, name="desk_complaint"),
    path("complaints/desk/<str:number>/<str:verb>/", staff.act, name="desk_act"),
    path("cards/", card_lists.my_cards, name="my_cards"),
    path("cards/<int:pk>/", card_page.card, name="card"),
    path("cards/<int:pk>/<str:verb>/", card_acts.act, name="card_act"),
    path("supervision/cards/", card_lists.cards, name="cards"),
    path("complaints/<str:number>/", public.mine, name="mine"),
    path("complaints/<str:number>/withdraw/", public.withdraw_page, name="withdraw"),
    path("ratings/<str:number>/", public.rate, name="rate"),
]
