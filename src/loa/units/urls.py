"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.units.views import journal, oneself, people, reforms, rights, settings, totals, trees

app_name = "units"
urlpatterns = [
    path("desk/posts/choose/", oneself.choose_post, name="choose_post"),
    path("desk/me/", oneself.me, name="me"),
    path("desk/me/shared-device/", oneself.shared_device, name="shared_device"),
    path("desk/me/end-sessions/", oneself.end_sessions, name="end_sessions"),
    path("invitation/<str:token>/", oneself.accept, name="accept"),
    path("desk/areas/", trees.areas, name="areas"),
    path("desk/areas/totals/", totals.list_totals, name="totals"),
    path("desk/areas/<int:area_id>/", trees.area, name="area"),
    path("desk/areas/<int:area_id>/<slug:act>/", reforms.reform_area, name="reform_area"),
    path("desk/bodies/", trees.bodies, name="bodies"),
    path("desk/bodies/<int:body_id>/", trees.body, name="body"),
    path("desk/bodies/<int:body_id>/settings/", settings.body_settings, name="body_settings"),
    path("desk/bodies/<int:body_id>/members/", settings.change_committee, name="change_committee"),
    path("desk/bodies/<int:body_id>/<slug:act>/", reforms.reform_body, name="reform_body"),
    path("desk/people/", people.list_people, name="people"),
    path("desk/people/invite/", people.invite, name="invite"),
    path("desk/people/<int:person_id>/", people.person, name="person"),
    path("desk/people/<int:person_id>/invite-again/", people.invite_again, name="invite_again"),
    path("desk/people/<int:person_id>/posts/new/", people.open_post, name="open_post"),
    path("desk/people/<int:person_id>/change/", people.change_person, name="change_person"),
    path("desk/people/<int:person_id>/reopen/", people.reopen_account, name="reopen_account"),
    path("desk/people/<int:person_id>/close/", people.close_account, name="close_account"),
    path("desk/people/<int:person_id>/second-factor/", people.ask_reset, name="ask_reset"),
    path("desk/people/<int:person_id>/unlink/", people.unlink_account, name="unlink_account"),
    path("desk/resets/<int:reset_id>/confirm/", people.confirm_reset, name="confirm_reset"),
    path("desk/posts/<int:post_id>/close/", people.close_post, name="close_post"),
    path("desk/posts/<int:post_id>/grant/", rights.grant, name="grant"),
    path("desk/posts/<int:post_id>/delegate/", rights.delegate, name="delegate"),
    path("desk/grants/<int:grant_id>/revoke/", rights.revoke, name="revoke"),
    path("desk/delegations/<int:delegation_id>/revoke/", rights.revoke_delegation, name="revoke_delegation"),
    path("desk/rights/", rights.list_rights, name="rights"),
    path("desk/rights/roles/", rights.matrix, name="matrix"),
    path("desk/rights/why/", rights.why, name="why"),
    path("desk/journal/", journal.list_entries, name="journal"),
    path("desk/journal/verify/", journal.verify, name="verify_journal"),
]
