"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.kinds.manual import views

app_name = "manual"
urlpatterns = [
    path("stations/", views.stations, name="stations"),
    path("stations/new/", views.open_station, name="open_station"),
    path("stations/<int:station_id>/close/", views.close_station, name="close_station"),
    path("sheets/", views.sheets, name="sheets"),
    path("sheets/<int:sheet_id>/", views.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/confirm/", views.confirm, name="confirm"),
]
