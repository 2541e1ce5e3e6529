# SPDX-License-Identifier: Apache-2.0
"""Addresses of complaints and ratings."""

from __future__ import annotations

from django.urls import path

from complaints.appeals import desk as appeals_desk
from complaints.appeals import views as appeals_views
from complaints.cards import views as cards_views
from complaints.ratings import views as ratings_views

app_name = "complaints"
urlpatterns = [
    path("complaints/", appeals_views.index, name="index"),
    path("complaints/file/", appeals_views.file, name="file"),
    path("complaints/track/", appeals_views.track, name="track"),
    path("complaints/desk/", appeals_desk.desk, name="desk"),
    path("complaints/desk/<str:number>/", appeals_desk.complaint, name="desk_complaint"),
    path("complaints/desk/<str:number>/<str:verb>/", appeals_desk.act, name="desk_act"),
    path("cards/", cards_views.my_cards, name="my_cards"),
    path("cards/<int:pk>/", cards_views.card, name="card"),
    path("cards/<int:pk>/<str:verb>/", cards_views.act, name="card_act"),
    path("supervision/cards/", cards_views.cards, name="cards"),
    path("complaints/<str:number>/", appeals_views.mine, name="mine"),
    path("complaints/<str:number>/withdraw/", appeals_views.withdraw_page, name="withdraw"),
    path("ratings/<str:number>/", ratings_views.rate, name="rate"),
]
