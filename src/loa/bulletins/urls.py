"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.bulletins.views import airing, lists, mending, one, releasing, starting, wording, writing

app_name = "bulletins"
urlpatterns = [
    path("", lists.list_screen, name="list"),
    path("countersign/", lists.countersign_list, name="countersign_list"),
    path("new/", starting.choose, name="new"),
    path("new/blank/", starting.start_blank, name="start_blank"),
    path("new/loudspeaker/", airing.start, name="loudspeaker"),
    path("new/<slug:key>/", starting.start, name="start"),
    path("<int:bulletin_id>/", one.show, name="show"),
    path("<int:bulletin_id>/text/", writing.text, name="text"),
    path("<int:bulletin_id>/autosave/", writing.autosave, name="autosave"),
    path("<int:bulletin_id>/measures/", writing.measures, name="measures"),
    path("<int:bulletin_id>/facts/", writing.facts, name="facts"),
    path("<int:bulletin_id>/audience/", writing.audience, name="audience"),
    path("<int:bulletin_id>/air/", airing.air, name="air"),
    path("<int:bulletin_id>/files/", writing.files, name="files"),
    path(
        "<int:bulletin_id>/files/<slug:what>/<int:file_id>/remove/", writing.remove_file, name="remove_file"
    ),
    path("<int:bulletin_id>/wording/", wording.word, name="word"),
    path("<int:bulletin_id>/set-aside/", wording.set_aside, name="set_aside"),
    path("<int:bulletin_id>/check/", releasing.check, name="check"),
    path("<int:bulletin_id>/release/", releasing.release, name="release"),
    path("<int:bulletin_id>/renew/", releasing.renew, name="renew"),
    path("<int:bulletin_id>/return/", releasing.return_, name="return"),
    path("<int:bulletin_id>/undo/", releasing.undo, name="undo"),
    path("<int:bulletin_id>/recall/", releasing.recall, name="recall"),
    path("<int:bulletin_id>/correct/", mending.correct, name="correct"),
    path("<int:bulletin_id>/withdraw/", mending.withdraw, name="withdraw"),
    path("<int:bulletin_id>/supersede/", mending.supersede, name="supersede"),
    path("<int:bulletin_id>/mend/", mending.mend, name="mend"),
    path("<int:bulletin_id>/countersign/", mending.countersign, name="countersign"),
    path("<int:bulletin_id>/discard/", one.discard, name="discard"),
    path("<int:bulletin_id>/restore/", one.restore, name="restore"),
    path("<int:bulletin_id>/share/", one.share, name="share"),
    path("<int:bulletin_id>/share/sheet.pdf", one.sheet, name="sheet"),
    path("<int:bulletin_id>/share/card.png", one.card, name="card"),
    path("<int:bulletin_id>/share/code.pdf", one.code_card, name="code_card"),
]
