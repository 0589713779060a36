"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.delivery import views

app_name = "delivery"
urlpatterns = [
    path("dispatches/", views.list_dispatches, name="list"),
    path("dispatches/differences/", views.list_differences, name="differences"),
    path("dispatches/<int:dispatch_id>/", views.show, name="show"),
    path("dispatches/<int:dispatch_id>/live/", views.live, name="live"),
    path("dispatches/<int:dispatch_id>/rows/", views.rows, name="rows"),
    path("dispatches/<int:dispatch_id>/pause/", views.pause, name="pause"),
    path("dispatches/<int:dispatch_id>/resume/", views.resume, name="resume"),
    path("dispatches/<int:dispatch_id>/accept/", views.accept_count, name="accept"),
    path("dispatches/<int:dispatch_id>/cancel/", views.cancel, name="cancel"),
    path("dispatches/<int:dispatch_id>/figures/", views.figures, name="figures"),
    path(
        "dispatches/<int:dispatch_id>/accounts/<int:account_id>/pause/",
        views.pause_account,
        name="pause_account",
    ),
    path(
        "dispatches/<int:dispatch_id>/accounts/<int:account_id>/resume/",
        views.resume_account,
        name="resume_account",
    ),
    path("dispatches/<int:dispatch_id>/chunks/<int:chunk_id>/requeue/", views.requeue, name="requeue"),
    path("deliveries/<int:delivery_id>/", views.delivery, name="delivery"),
]
