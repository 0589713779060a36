"""Addresses of the working views."""

from __future__ import annotations

from django.urls import path

from loa.tasks.views import bodies, calendar, grid, timeline, work

app_name = "work"
urlpatterns = [
    path("", work.mine, name="mine"),
    path("<int:assignment_id>/", work.one, name="one"),
    path("<int:assignment_id>/tap/", work.tap, name="tap"),
    path("rows/", bodies.rows, name="rows"),
    path("tasks/", bodies.tasks, name="tasks"),
    path("hand-overs/", bodies.hand_overs, name="hand_overs"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<int:body_id>/", bodies.body, name="body"),
    path("progress/", grid.groups, name="progress"),
    path("grid/", grid.grid, name="grid"),
    path("programmes/<int:programme_id>/timeline/", timeline.timeline, name="timeline"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/address/", calendar.address, name="address"),
    path("calendar/address/stop/", calendar.stop, name="stop_address"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
]
