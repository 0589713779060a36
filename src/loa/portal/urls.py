"""Public addresses; those of bulletins never change."""

from __future__ import annotations

from django.urls import path

from loa.portal.views import pushing, reading, sheets, standing, subscribing, verifying

app_name = "portal"
urlpatterns = [
    path("", reading.front, name="front"),
    path("b/<str:code>", reading.bulletin, name="bulletin"),
    path("corrections/", reading.corrections, name="corrections"),
    path("emergencies/", reading.emergencies, name="emergencies"),
    path("channels/", reading.accounts, name="accounts"),
    path("status/", standing.status, name="status"),
    path("status.json", standing.status_json, name="status_json"),
    path("verify/", verifying.verify_screen, name="verify"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/asked/", subscribing.asked, name="asked"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("subscription/<str:token>/", subscribing.own_page, name="own_page"),
    path("stop/<str:token>/", subscribing.stop, name="stop"),
    path("newsroom/<str:token>/stop/", subscribing.stop_newsroom, name="stop_newsroom"),
    path("erase/<str:token>/", subscribing.erase, name="erase"),
    path("app.webmanifest", standing.site_manifest, name="manifest"),
    path("push/sw.js", pushing.worker, name="push_worker"),
    path("push/join/", pushing.join, name="push_join"),
    path("push/move/", pushing.move, name="push_move"),
    path("push/mine/", pushing.mine, name="push_mine"),
    path("sheet/sw.js", sheets.worker, name="sheet_worker"),
    path("sheet/<str:token>/", sheets.sheet, name="sheet"),
]
