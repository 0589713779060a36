"""Addresses of the room on the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from loa.speakers.views import clashes, cluster, clusters, limits, reconcile, silence, slots, week

app_name = "speakers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", clusters.list_clusters, name="clusters"),
    path("map/", clusters.show_map, name="map"),
    path("table/<slug:kind>/", clusters.table, name="table"),
    path("new/", cluster.add, name="add"),
    path("silence/", silence.silence, name="silence"),
    path("silence/<int:silence_id>/", silence.show, name="silence_page"),
    path("silence/<int:silence_id>/live/", silence.live, name="silence_live"),
    path("silence/<int:silence_id>/ask/", silence.ask_to_end, name="silence_ask"),
    path("silence/<int:silence_id>/agree/", silence.agree, name="silence_agree"),
    path("silence/<int:silence_id>/keep/", silence.keep, name="silence_keep"),
    path("<int:cluster_id>/", cluster.show, name="cluster"),
    path("<int:cluster_id>/live/", cluster.live, name="cluster_live"),
    path("<int:cluster_id>/change/", cluster.change, name="change"),
    path("<int:cluster_id>/close/", cluster.close, name="close"),
    path("<int:cluster_id>/neighbours/", cluster.neighbours, name="neighbours"),
    path(
        "<int:cluster_id>/neighbours/<int:neighbour_id>/remove/",
        cluster.remove_neighbour,
        name="remove_neighbour",
    ),
    path("<int:cluster_id>/code/", cluster.code, name="code"),
    path("<int:cluster_id>/revoke/", cluster.revoke, name="revoke"),
    path("<int:cluster_id>/volume/", cluster.volume, name="volume"),
    path("<int:cluster_id>/mute/", cluster.mute, name="mute"),
    path("<int:cluster_id>/unmute/", cluster.unmute, name="unmute"),
    path("<int:cluster_id>/tone/", cluster.tone, name="tone"),
    path("week/", week.week, name="week"),
    path("next/", week.next_day, name="next"),
    path("sheet/", week.sheet, name="sheet"),
    path("clashes/", clashes.clashes, name="clashes"),
    path("airings/<int:airing_id>/move/", clashes.move_airing, name="move_airing"),
    path("airings/<int:airing_id>/cancel/", clashes.cancel_airing, name="cancel_airing"),
    path("slots/", slots.slots, name="slots"),
    path("slots/new/", slots.new_slot, name="new_slot"),
    path("slots/<int:slot_id>/", slots.slot, name="slot"),
    path("slots/<int:slot_id>/change/", slots.change_slot, name="change_slot"),
    path("slots/<int:slot_id>/submit/", slots.submit_slot, name="submit_slot"),
    path("slots/<int:slot_id>/approve/", slots.approve_slot, name="approve_slot"),
    path("slots/<int:slot_id>/return/", slots.return_slot, name="return_slot"),
    path("slots/<int:slot_id>/end/", slots.end_slot, name="end_slot"),
    path("limits/", limits.limits, name="limits"),
    path("limits/new/", limits.new_limit, name="new_limit"),
    path("limits/<int:rule_id>/end/", limits.end_limit, name="end_limit"),
    path("silent/", reconcile.silent, name="silent"),
    path("reconcile/", reconcile.day, name="reconcile"),
    path("reconcile/plays/", reconcile.plays, name="plays"),
    path("reconcile/plays.<str:kind>", reconcile.export, name="plays_file"),
    path("<int:cluster_id>/log/", reconcile.log, name="log"),
    path("proofs/<int:proof_id>/", reconcile.proof, name="proof"),
    path("proofs/<int:proof_id>/evidence/", reconcile.evidence, name="evidence"),
]
