"""Addresses of the managing screens."""

from __future__ import annotations

from django.urls import path

from loa.tasks.views import hand_overs, parts, programmes, sheets, tasks

app_name = "tasks"
urlpatterns = [
    path("", tasks.list_screen, name="list"),
    path("new/", tasks.new, name="new"),
    path("to-accept/", parts.to_accept, name="to_accept"),
    path("programmes/", programmes.list_screen, name="programmes"),
    path("programmes/new/", programmes.new, name="new_programme"),
    path("programmes/<int:programme_id>/", programmes.show, name="programme"),
    path("programmes/<int:programme_id>/change/", programmes.change, name="change_programme"),
    path("programmes/<int:programme_id>/start/", programmes.start, name="start"),
    path("programmes/<int:programme_id>/close/", programmes.close, name="close"),
    path("programmes/<int:programme_id>/copy/", programmes.copy, name="copy"),
    path("programmes/<int:programme_id>/groups/new/", programmes.new_group, name="new_group"),
    path(
        "programmes/<int:programme_id>/groups/<int:group_id>/", programmes.change_group, name="change_group"
    ),
    path("programmes/<int:programme_id>/tasks/new/", tasks.new_in, name="new_in"),
    path("programmes/<int:programme_id>/table.<slug:kind>", sheets.take_out, name="table"),
    path("programmes/<int:programme_id>/table/", sheets.upload, name="table_upload"),
    path("programmes/<int:programme_id>/table/<uuid:file_id>/", sheets.check, name="table_check"),
    path("programmes/<int:programme_id>/table/<uuid:file_id>/errors/", sheets.errors, name="table_errors"),
    path("<int:task_id>/", tasks.show, name="task"),
    path("<int:task_id>/change/", tasks.change, name="change"),
    path("<int:task_id>/open/", tasks.open_, name="open"),
    path("<int:task_id>/cancel/", tasks.cancel, name="cancel"),
    path("<int:task_id>/reopen/", tasks.reopen, name="reopen"),
    path("<int:task_id>/occurrences/", tasks.occurrences, name="occurrences"),
    path("<int:task_id>/order/", tasks.order, name="order"),
    path("<int:task_id>/assign/", tasks.assign, name="assign"),
    path("<int:task_id>/parts/", parts.list_of, name="parts"),
    path("<int:task_id>/hand-over/", hand_overs.new, name="new_hand_over"),
    path("parts/<int:part_id>/", parts.show, name="part"),
    path("parts/<int:part_id>/accept/", parts.accept, name="accept"),
    path("parts/<int:part_id>/return/", parts.give_back, name="return"),
    path("parts/<int:part_id>/reopen/", parts.reopen, name="reopen_part"),
    path("parts/<int:part_id>/withdraw/", parts.withdraw, name="withdraw"),
    path("parts/<int:part_id>/change/", parts.change, name="change_part"),
    path("parts/<int:part_id>/officer/", parts.officer, name="officer"),
    path("hand-overs/<int:passed_id>/", hand_overs.show, name="hand_over"),
    path("hand-overs/<int:passed_id>/take/", hand_overs.take, name="take"),
    path("hand-overs/<int:passed_id>/finish/", hand_overs.finish, name="finish"),
    path("hand-overs/<int:passed_id>/refuse/", hand_overs.refuse, name="refuse"),
    path("hand-overs/<int:passed_id>/call-back/", hand_overs.call_back, name="call_back"),
]
