"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.clocks import views

app_name = "clocks"
urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("duty/deadlines/", views.deadlines, name="deadlines"),
    path("duty/new/", views.plan, name="plan"),
    path("duty/<int:shift_id>/", views.shift, name="shift"),
    path("duty/<int:shift_id>/remove/", views.remove_shift, name="remove_shift"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/days/", views.days, name="days"),
    path("calendar/days/new/", views.add_days, name="add_days"),
    path("calendar/days/<int:day_id>/remove/", views.remove_day, name="remove_day"),
    path("calendar/hours/", views.set_hours, name="set_hours"),
]
