"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.channels import views

app_name = "channels"
urlpatterns = [
    path("", views.list_accounts, name="list"),
    path("new/", views.choose_kind, name="choose_kind"),
    path("new/<slug:kind>/", views.open_account, name="open"),
    path("<int:account_id>/", views.show, name="show"),
    path("<int:account_id>/change/", views.change, name="change"),
    path("<int:account_id>/pause/", views.pause, name="pause"),
    path("<int:account_id>/resume/", views.resume, name="resume"),
    path("<int:account_id>/close/", views.close, name="close"),
    path("<int:account_id>/test/", views.test, name="test"),
    path("<int:account_id>/runs/", views.runs, name="runs"),
    path("<int:account_id>/secret/", views.rotate, name="rotate"),
]
