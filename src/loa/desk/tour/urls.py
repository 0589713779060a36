"""Addresses of the tour."""

from __future__ import annotations

from django.urls import path

from loa.desk.tour import views

app_name = "tour"
urlpatterns = [
    path("", views.start, name="start"),
    path("role/", views.role, name="role"),
    path("<int:number>/", views.step, name="step"),
    path("<int:number>/live/", views.live, name="live"),
]
