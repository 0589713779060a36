"""Who may open which address: one row for each, one word for each role of `tests.guards.scene.ROLES`.

Columns: anonymous, stranger, ward officer, clerk, editor, approver, administrator. Words: a status; `login` for being
led to sign in; `in` for a POST that passed the door. Strangers meet 404, colleagues without the right 403. A row
without a second column answers POST as GET, or with 405.
"""

from __future__ import annotations

from tests.guards.visiting import Row, row

EVERYONE = "200"
NOBODY = "404"
PRESS = "405"  # only by a form's button: GET is refused
PRESS_PROVED = "login 405 405 405 405 405 405"  # the same behind the door that asks for a fresh proof
STAFF = "login 200 200 200 200 200 200"
STAFF_ACT = "login in in in in in in"
ADMIN = "login 403 403 403 403 403 200"
STAFF_LED_ON = "login 302 302 302 302 302 302"
TEXT = "Từ 7h30 ngày 05/9/2027 phun hóa chất diệt muỗi."

SIGNING_IN = [
    row("account_login", "200 302 302 302 302 302 302", "in"),
    row("account_logout", "302 200 200 200 200 200 200", "in"),
    row("account_inactive", EVERYONE),
    row("account_reauthenticate", STAFF, STAFF_ACT),
    row("account_change_password", STAFF, STAFF_ACT),
    row("mfa_index", STAFF),
    row("mfa_authenticate", STAFF_LED_ON, STAFF_ACT),
    row("mfa_reauthenticate", STAFF, STAFF_ACT),
    row("mfa_activate_totp", STAFF_LED_ON, STAFF_ACT),
    row("mfa_deactivate_totp", STAFF, STAFF_ACT),
    row("mfa_view_recovery_codes", "login 404 404 404 404 404 404"),  # nobody made any yet
    row("mfa_generate_recovery_codes", STAFF, STAFF_ACT),
    row("mfa_download_recovery_codes", "login 404 404 404 404 404 404"),
    row("mfa_list_webauthn", STAFF),
    row("mfa_add_webauthn", STAFF, STAFF_ACT),
    row("mfa_reauthenticate_webauthn", STAFF_LED_ON, STAFF_ACT),
    row("mfa_remove_webauthn", "login 404 404 404 404 404 404"),  # the key is not a passkey, nor theirs
    row("mfa_edit_webauthn", "login 404 404 404 404 404 404"),
    row("mfa_login_webauthn", STAFF_LED_ON, STAFF_ACT),
    row("oidc_login", NOBODY),  # no provider is set
    row("oidc_link", "login 404 404 404 404 404 404"),
    row("oidc_callback", NOBODY),
]

DESK = [
    row("desk:today", STAFF),
    row("desk:help", EVERYONE),
    row("desk:manifest", EVERYONE),
    row("desk:session", "login 405 405 405 405 405 405", STAFF_ACT),
    row("desk:signed_in", STAFF),
    row("desk:import", ADMIN, "login 403 403 403 403 403 in", kind="import"),
    row("desk:import_sample", ADMIN, kind="import"),
    row("desk:import_preview", ADMIN, "login 403 403 403 403 403 in", kind="import", file_id="upload"),
    row("desk:import_errors", ADMIN, kind="import", file_id="upload"),
    row("desk:components", NOBODY),  # a demo's page
    row("tour:start", NOBODY),
    row("tour:role", PRESS, NOBODY),
    row("tour:step", NOBODY, number="one"),
    row("tour:live", NOBODY, number="one"),
    row("notices:list", STAFF),
    row("notices:clear", PRESS, STAFF_ACT),
    row("notices:paths", STAFF, STAFF_ACT),
    row("notices:device_on", PRESS, STAFF_ACT),
    row("notices:device_off", PRESS, STAFF_ACT),
]

SEEN = "login 404 404 200 200 200 200"
WRITTEN = "login 404 404 403 200 403 403"
WRITE = "login 404 404 403 in 403 403"
OUT = "login 404 200 200 200 200 200"
MENDED = "login 404 403 403 200 403 403"
MEND = "login 404 403 403 in 403 403"

MANAGED = "login 200 403 403 200 403 200"  # the words of a copy are one list, whoever looks after them
MANAGE = "login in 403 403 in 403 in"

SEARCH = [
    row("search:search", STAFF),
    row("search:suggest", STAFF),
    row("search:synonyms", MANAGED),
    row("search:new_synonym", MANAGED, MANAGE),
    row("search:synonym", MANAGED, MANAGE),
    row("search:remove_synonym", MANAGED, MANAGE),
]

BULLETINS = [
    row("bulletins:list", STAFF),
    row("bulletins:countersign_list", STAFF),
    row("bulletins:new", "login 200 200 403 200 403 403"),
    row("bulletins:loudspeaker", "login 200 200 403 200 403 403"),
    row("bulletins:start_blank", STAFF_LED_ON, "login in in 403 in 403 403"),
    row("bulletins:start", "login 200 200 403 200 403 403", "login in in 403 in 403 403"),
    row("bulletins:show", SEEN),
    row("bulletins:text", WRITTEN, WRITE),
    row("bulletins:autosave", PRESS, WRITE),
    row("bulletins:measures", PRESS, WRITE),
    row("bulletins:facts", WRITTEN, WRITE),
    row("bulletins:audience", WRITTEN, WRITE),
    row("bulletins:air", WRITTEN, WRITE),
    row("bulletins:files", WRITTEN, WRITE),
    row("bulletins:remove_file", PRESS, WRITE, what="picture_word", file_id="picture"),
    row("bulletins:word", WRITTEN, WRITE, data={"language": "vi", "title": "Phun", "text": TEXT}),
    row("bulletins:set_aside", PRESS, "login 404 404 in in in in"),  # who may judge depends on the mark
    row("bulletins:check", SEEN, WRITE),
    row("bulletins:release", SEEN, "login 404 404 403 403 in 403", bulletin_id="submitted"),
    row(
        "bulletins:return",
        PRESS,
        "login 404 404 403 403 in 403",
        data={"reason": "Thiếu"},
        bulletin_id="submitted",
    ),
    row("bulletins:undo", PRESS, "login 404 404 403 in in 403", bulletin_id="held"),
    row("bulletins:renew", PRESS, "login 404 404 403 in in 403", bulletin_id="submitted"),
    row("bulletins:recall", PRESS, WRITE, bulletin_id="submitted"),
    row("bulletins:correct", MENDED, MEND, bulletin_id="sent"),
    row("bulletins:withdraw", MENDED, MEND, bulletin_id="sent"),
    row("bulletins:supersede", MENDED, MEND, bulletin_id="sent"),
    row("bulletins:mend", WRITTEN, WRITE, bulletin_id="mending"),
    row("bulletins:countersign", PRESS, "login 404 403 403 403 in 403", bulletin_id="countersigned"),
    row("bulletins:discard", PRESS, WRITE),
    row("bulletins:restore", PRESS, WRITE, bulletin_id="discarded"),
    row("bulletins:share", OUT, "login 404 in in 403 403 403", bulletin_id="sent"),
    row("bulletins:sheet", OUT, bulletin_id="sent"),
    row("bulletins:card", OUT, bulletin_id="sent"),
    row("bulletins:code_card", OUT, bulletin_id="sent"),
]

READ_COPY = "login 404 200 200 200 200 200"
OWN_COPY, ACT_ON_COPY = "login 404 200 403 403 403 403", "login 404 in 403 403 403 403"
SENDER, SEND = "login 404 404 200 403 403 403", "login 404 404 in 403 403 403"
CIRCULATION = [
    row("circulation:inbox", STAFF),
    row("circulation:silent", STAFF),
    row("circulation:matrix", STAFF),
    row("circulation:export", STAFF, kind="csv"),
    row("circulation:show", "login 404 302 200 200 200 200", document_id="sent_document"),
    row("circulation:send", SENDER, SEND, document_id="sent_document"),
    row("circulation:remind", PRESS, SEND, document_id="sent_document"),
    row("circulation:recall", SENDER, SEND, document_id="sent_document"),
    row("circulation:copies", "login 404 404 200 200 200 200", document_id="sent_document"),
    row("circulation:copy", READ_COPY),
    row("circulation:acknowledge", PRESS, ACT_ON_COPY),
    row(
        "circulation:enter", PRESS, "login 404 403 403 403 403 403"
    ),  # who speaks for the ward receives for none
    row("circulation:refuse", OWN_COPY, ACT_ON_COPY),
    row("circulation:take_back_refusal", PRESS, ACT_ON_COPY),
    row("circulation:advance", PRESS, ACT_ON_COPY),
    row("circulation:answer_recall", OWN_COPY, ACT_ON_COPY),
    row("circulation:made", "login 404 422 422 422 422 422", ending="docx_word"),  # it names no signer
    row("circulation:status", "login 404 200 403 403 403 403"),
    row("circulation:take_status", SENDER, SEND, document_id="sent_document"),
    row("circulation:confirm_status", PRESS, SEND, document_id="sent_document"),
    row("circulation_link:open", "200 404 200 302 302 302 302", token="document_link"),
]

DRAFTER = "login 404 404 200 200 403 403"  # documents: who drafts at the city
DRAFT = "login 404 404 in in 403 403"
CLERK = "login 404 404 200 403 403 403"
CLERK_ACT = "login 404 404 in 403 403 403"
NO_LEADER = "login 404 404 403 403 403 403"
DOCUMENTS = [
    row("documents:incoming", STAFF),
    row("documents:outgoing", STAFF),
    row("documents:registers", STAFF),
    row("documents:register", SEEN),
    row("documents:numbering", "login 403 403 200 403 403 403", "login 403 403 in 403 403 403"),
    row("documents:templates", "login 403 403 200 403 403 403", "login 403 403 in 403 403 403"),
    row("documents:sample_template", "login 403 403 200 403 403 403"),
    row("documents:remove_template", PRESS, "login 404 404 in 404 404 404"),
    row("documents:drop", "login 200 200 200 200 403 403", "login in in in in 403 403"),
    row("documents:confirm", "login 404 404 200 404 404 404", "login 404 404 in 404 404 404"),
    row("documents:drop_again", PRESS, "login 404 404 in 404 404 404"),
    row("documents:intake_page", "login 404 404 200 404 404 404"),
    row("documents:new", "login 200 200 200 200 403 403", "login in in in in 403 403"),
    row("documents:show", SEEN),
    row("documents:made", SEEN, ending="docx_word"),
    row("documents:check", SEEN),
    row("documents:edxml", "login 404 404 422 422 422 422", document_id="issued"),  # circulated to nobody yet
    row("documents:edit", DRAFTER, DRAFT),
    row("documents:answer", DRAFTER, DRAFT, document_id="received"),
    row("documents:compare", SEEN),
    row("documents:version_page", SEEN, document_id="received", number="one"),
    row("documents:direct", NO_LEADER, document_id="received"),
    row("documents:link_answer", DRAFTER, DRAFT, document_id="directed"),
    row("documents:file_away", DRAFTER, DRAFT, document_id="directed"),
    row("documents:send_back", CLERK, CLERK_ACT, document_id="received"),
    row("documents:enter_version", PRESS, CLERK_ACT, document_id="received"),
    row("documents:mend", CLERK, CLERK_ACT, document_id="received"),
    row("documents:ask", DRAFTER, DRAFT),
    row("documents:comment", "login 404 404 200 200 200 403", "login 404 404 in in in 403"),
    row("documents:close_comments", PRESS, DRAFT, document_id="commenting"),
    row("documents:submit", PRESS, DRAFT),
    row("documents:take_back", PRESS, DRAFT, document_id="to_sign"),
    row(
        "documents:sign",
        "login 404 404 403 403 200 403",
        "login 404 404 403 403 in 403",
        document_id="to_sign",
    ),
    row("documents:return_unsigned", PRESS, "login 404 404 403 403 in 403", document_id="to_sign"),
    row("documents:return", CLERK, CLERK_ACT, document_id="to_issue"),
    row("documents:number", CLERK, CLERK_ACT, document_id="to_issue"),
    row("documents:issue", CLERK, CLERK_ACT, document_id="to_issue"),
    row("documents:reissue", CLERK, CLERK_ACT, document_id="issued"),
    row(
        "documents:sign_version",
        "login 404 404 403 403 200 403",
        "login 404 404 403 403 in 403",
        document_id="renewed",
    ),
    row("documents:return_version", PRESS, "login 404 404 403 403 in 403", document_id="renewed"),
    row("documents:replace", DRAFTER, DRAFT, document_id="issued"),
    row("documents:recall", CLERK, CLERK_ACT, document_id="issued"),
    row("documents:copy", DRAFTER, DRAFT, document_id="issued"),
    row("documents:discard", DRAFTER, DRAFT),
    row("documents:restore", PRESS, DRAFT, document_id="set_aside"),
]

STEER = "login 404 404 403 403 403 403"  # the duty officer's alone
LEDGER = [
    row("delivery:list", STAFF),
    row("delivery:differences", STAFF),
    row("delivery:show", SEEN),
    row("delivery:live", SEEN),
    row("delivery:rows", SEEN),
    row("delivery:figures", SEEN),
    row("delivery:pause", PRESS, STEER),
    row("delivery:resume", PRESS, STEER),
    row("delivery:accept", PRESS, STEER),
    row("delivery:cancel", PRESS, STEER),
    row("delivery:pause_account", PRESS, STEER),
    row("delivery:resume_account", PRESS, STEER),
    row("delivery:requeue", PRESS, STEER),
    row("delivery:delivery", SEEN, "login 404 404 in 403 403 403", data={"state": "delivered"}),
]

MANAGED = "login 404 404 403 403 403 200"
MANAGE = "login 404 404 403 403 403 in"
UNITS = [
    row("units:choose_post", STAFF, "login 404 404 404 404 404 404"),  # a post that is not theirs
    row("units:me", STAFF),
    row("units:shared_device", PRESS, STAFF_ACT),
    row("units:end_sessions", PRESS, "login"),  # where it leads everybody
    row("units:accept", EVERYONE, "in", token="invitation"),
    row("units:people", STAFF),
    row("units:invite", ADMIN, "login 403 403 403 403 403 in"),
    row("units:person", SEEN),
    row("units:invite_again", PRESS_PROVED, MANAGE, person_id="invited"),
    row("units:open_post", MANAGED, MANAGE),
    row("units:change_person", MANAGED, MANAGE),
    row("units:reopen_account", MANAGED, MANAGE),
    row("units:close_account", MANAGED, MANAGE),
    row("units:ask_reset", MANAGED, MANAGE),
    row("units:unlink_account", MANAGED, MANAGE),
    row("units:confirm_reset", PRESS_PROVED, MANAGE),
    row("units:close_post", MANAGED, MANAGE),
    row("units:grant", MANAGED, MANAGE),
    row("units:delegate", "login 404 404 200 403 403 200", "login 404 404 in 403 403 in"),  # the clerk's own
    row("units:revoke", PRESS, MANAGE),
    row("units:revoke_delegation", PRESS, "login 404 404 403 403 in in"),  # the approver gave it
    row("units:areas", STAFF),
    row("units:totals", STAFF),
    row("units:area", STAFF),  # territory is public
    row("units:reform_area", "login 403 403 403 403 403 200", "login 403 403 403 403 403 in", act="reform"),
    row("units:bodies", STAFF),
    row("units:body", SEEN),
    row("units:body_settings", MANAGED, MANAGE),
    row("units:change_committee", MANAGED, MANAGE, body_id="committee"),
    row("units:reform_body", MANAGED, MANAGE, act="reform"),
    row("units:rights", STAFF),
    row("units:matrix", STAFF),
    row("units:why", STAFF),
    row("units:journal", ADMIN),
    row("units:verify_journal", PRESS, "login 403 403 403 403 403 in"),
]

CLOCKS = [
    row("clocks:duty", STAFF),
    row("clocks:deadlines", STAFF),
    row("clocks:plan", ADMIN, "login 403 403 403 403 403 in"),
    row("clocks:shift", MANAGED, MANAGE),
    row("clocks:remove_shift", PRESS, MANAGE),
    row("clocks:calendar", STAFF),
    row("clocks:days", STAFF),
    row("clocks:add_days", ADMIN, "login 403 403 403 403 403 in"),
    row("clocks:remove_day", MANAGED, MANAGE),
    row("clocks:set_hours", ADMIN, "login 403 403 403 403 403 in"),
]

AUDIENCE = [
    row("audience:areas", "login 200 200 403 200 200 200"),
    row("audience:subscribers", "login 200 200 403 200 200 200"),
    row("audience:find", "login 200 403 403 200 403 403", "login in 403 403 in 403 403"),
    row("audience:lift", "login 404 403 404 200 403 403", "login 404 403 404 in 403 403"),
    row("audience:erase", "login 404 403 404 200 403 403", "login 404 403 404 in 403 403"),
]

CHANNELS = [
    row("channels:list", STAFF),
    row("channels:choose_kind", ADMIN),
    row("channels:open", ADMIN, "login 403 403 403 403 403 in", kind="kind"),
    row("channels:show", SEEN),
    row("channels:change", MANAGED, MANAGE),
    row("channels:pause", MANAGED, MANAGE),
    row("channels:resume", PRESS, MANAGE),
    row("channels:close", MANAGED, MANAGE),
    row("channels:rotate", MANAGED, MANAGE),
    row("channels:test", PRESS, MANAGE),
    row("channels:runs", SEEN),
    row("ops:status", ADMIN),
    row("ops:status_part", ADMIN),
    row("manual:stations", STAFF),
    row("manual:open_station", ADMIN, "login 403 403 403 403 403 in"),
    row("manual:close_station", MANAGED, MANAGE),
    row("manual:sheets", STAFF),
    row("manual:sheet", SEEN, "login 404 404 in 403 403 403"),
    row("manual:confirm", PRESS, "login 404 404 in 403 403 403"),
    row("email:show", SEEN, account_id="mail"),
    row("email:mailbox", MANAGED, MANAGE, account_id="mail"),
    row("email:remove", MANAGED, MANAGE, account_id="mail"),
    row("email:read", PRESS, MANAGE, account_id="mail"),
    row("webhook:list", STAFF),
    row("webhook:register", ADMIN, "login 403 403 403 403 403 in"),
    row("webhook:show", SEEN),
    row("webhook:change", MANAGED, MANAGE),
    row("webhook:rotate", MANAGED, MANAGE),
    row("webhook:pause", MANAGED, MANAGE),
    row("webhook:resume", PRESS, MANAGE),
    row("webhook:close", MANAGED, MANAGE),
    row("webhook:ping", PRESS, MANAGE),
    row("webhook:replay", PRESS, MANAGE, delivery_id="called"),
]

LISTED = "login 404 404 404 200 403 403"
LIST = "login 404 404 404 in 403 403"
ASKED = "login 404 404 403 200 403 403"
ASK = "login 404 404 403 in 403 403"
NEWSROOMS = [
    row("pressroom:newsrooms", "login 200 200 403 200 200 200"),
    row("pressroom:register", "login 200 403 403 200 403 403", "login in 403 403 in 403 403"),
    row("pressroom:newsroom", "login 404 404 404 200 200 200"),
    row("pressroom:change", LISTED, LIST),
    row("pressroom:stop", LISTED, LIST),
    row("pressroom:resume", LISTED, LIST, newsroom_id="stopped_newsroom"),
    row("pressroom:questions", STAFF),
    row("pressroom:record", "login 200 200 403 200 403 403", "login in in 403 in 403 403"),
    row("pressroom:question", SEEN),
    row("pressroom:assign", ASKED, ASK),
    row("pressroom:answer", ASKED, ASK),
    row("pressroom:refuse", ASKED, ASK),
]

# Sources of the press, looked after by the city: the editor and the administrator keep them; publishers are everybody's.
KEEPERS = "login 200 403 403 200 403 200"
KEEPING = "login in 403 403 in 403 in"
OF_CITY = "login 404 404 200 200 200 200"
ITS_KEEPERS = "login 404 404 403 200 403 200"
ITS_KEEPING = "login 404 404 403 in 403 in"
SOURCES = [
    row("sources:sources", STAFF),
    row("sources:add", KEEPERS, KEEPING),
    row("sources:clip", KEEPERS, KEEPING),
    row("sources:opml", STAFF),
    row("sources:take_opml", KEEPERS, KEEPING),
    row("sources:words", KEEPERS),
    row("sources:add_word", KEEPERS, KEEPING),
    row("sources:drop_word", PRESS, KEEPING),
    row("sources:add_default_words", PRESS, KEEPING),
    row("sources:publishers", STAFF),
    row("sources:add_publisher", KEEPERS, KEEPING),
    row("sources:publisher", STAFF, KEEPING),
    row("sources:change_publisher", KEEPERS, KEEPING),
    row("sources:merge_publisher", KEEPERS, KEEPING),
    row("sources:drop_name", PRESS, KEEPING),
    row("sources:source", OF_CITY),
    row("sources:change", ITS_KEEPERS, ITS_KEEPING),
    row("sources:pause", PRESS, ITS_KEEPING),
    row("sources:resume", PRESS, ITS_KEEPING),
    row("sources:end", PRESS, ITS_KEEPING),
    row("sources:fetch", PRESS, ITS_KEEPING),
]

FIGURES = [
    row("figures:figures", STAFF),
    row("figures:rows", STAFF, key="figure"),
    row("figures:freeze", PRESS, "login in 403 in in 403 403"),
    row("figures:snapshot", SEEN),
]

CARRIED = "login 404 200 200 200 200 200"  # a ward's part: the ward's own, and all of the city
CARRY = "login 404 in 403 403 403 403"  # who reports for the ward: its own officers, while it has any
WORK = [
    row("work:mine", STAFF),
    row("work:one", CARRIED, CARRY),
    row("work:tap", PRESS, CARRY),
    row("work:rows", STAFF),
    row("work:tasks", STAFF_LED_ON),
    row("work:hand_overs", STAFF),
    row("work:bodies", STAFF),
    row("work:body", CARRIED, body_id="carrier"),
    row("work:progress", STAFF),
    row("work:grid", STAFF),
    row("work:timeline", CARRIED),
    row("work:calendar", STAFF),
    row("work:address", STAFF, STAFF_ACT),
    row("work:stop_address", PRESS, STAFF_ACT),
    row("work:feed", EVERYONE, token="calendar_secret"),  # whoever knows the secret
]

TAKING_PART = "login 404 200 200 200 200 200"
PLANNED = "login 404 403 403 200 403 403"
PLAN = "login 404 403 403 in 403 403"
JUDGED = "login 404 403 403 403 200 403"
JUDGE = "login 404 403 403 403 in 403"
REPORTED = "login 404 200 200 200 403 403"
REPORT = "login 404 in in in 403 403"
BEGUN = "login 200 403 403 200 403 403"
BEGIN = "login in 403 403 in 403 403"
TASKS = [
    row("tasks:list", STAFF),
    row("tasks:new", BEGUN, BEGIN),
    row("tasks:to_accept", STAFF),
    row("tasks:programmes", STAFF),
    row("tasks:new_programme", BEGUN, BEGIN),
    row("tasks:programme", TAKING_PART),
    row("tasks:change_programme", PLANNED, PLAN),
    row("tasks:start", PLANNED, PLAN),
    row("tasks:close", PLANNED, PLAN),
    row("tasks:copy", PLANNED, PLAN),
    row("tasks:new_group", PLANNED, PLAN),
    row("tasks:change_group", PLANNED, PLAN),
    row("tasks:new_in", PLANNED, PLAN),
    row("tasks:table", PLANNED, kind="table_kind"),
    row("tasks:table_upload", PLANNED, PLAN),
    row("tasks:table_check", PLANNED, PLAN, file_id="table"),
    row("tasks:table_errors", PLANNED, file_id="table"),
    row("tasks:task", TAKING_PART),
    row("tasks:change", PLANNED, PLAN),
    row("tasks:open", PRESS, "login 404 404 403 in 403 403", task_id="draft_task"),
    row("tasks:cancel", PLANNED, PLAN),
    row("tasks:reopen", PLANNED, PLAN, task_id="cancelled_task"),
    row("tasks:occurrences", PLANNED, PLAN, task_id="repeating_task"),
    row("tasks:order", PLANNED, PLAN),
    row("tasks:assign", PLANNED, PLAN),
    row("tasks:parts", "login 404 302 302 302 302 302"),
    row("tasks:new_hand_over", REPORTED, REPORT),
    row("tasks:part", TAKING_PART),
    row("tasks:accept", PRESS, JUDGE),
    row("tasks:return", JUDGED, JUDGE),
    row("tasks:reopen_part", JUDGED, JUDGE),
    row("tasks:withdraw", PLANNED, PLAN),
    row("tasks:change_part", PLANNED, PLAN),
    row("tasks:officer", REPORTED, REPORT),
    row("tasks:hand_over", TAKING_PART),
    row("tasks:take", PRESS, REPORT),
    row("tasks:finish", PRESS, REPORT),
    row("tasks:refuse", REPORTED, REPORT),
    row("tasks:call_back", REPORTED, REPORT, passed_id="passed_by"),
]

KEPT = "login 404 200 403 200 403 403"
KEEP = "login 404 in 403 in 403 403"
AGREED = "login 404 403 403 403 200 403"
AGREE = "login 404 403 403 403 in 403"
SCHEDULE = [
    row("speakers:week", STAFF),
    row("speakers:next", STAFF),
    row("speakers:sheet", STAFF),
    row("speakers:clashes", STAFF, "login in in 403 in 403 403"),
    row("speakers:move_airing", KEPT, KEEP),
    row("speakers:cancel_airing", KEPT, KEEP),
    row("speakers:slots", STAFF),
    row("speakers:new_slot", "login 200 200 403 200 403 403", "login in in 403 in 403 403"),
    row("speakers:slot", TAKING_PART),
    row("speakers:change_slot", KEPT, KEEP),
    row("speakers:submit_slot", PRESS, KEEP),
    row("speakers:approve_slot", AGREED, AGREE, slot_id="waiting_slot"),
    row("speakers:return_slot", PRESS, AGREE, slot_id="waiting_slot"),
    row("speakers:end_slot", "login 404 200 403 200 200 403", "login 404 in 403 in in 403"),
    row("speakers:limits", STAFF),
    row("speakers:new_limit", ADMIN, "login 403 403 403 403 403 in"),
    row("speakers:end_limit", "login 404 403 403 403 403 200", "login 404 403 403 403 403 in"),
]

PORTAL = [
    row("portal:front", EVERYONE),
    row("portal:bulletin", EVERYONE),
    row("portal:corrections", EVERYONE),
    row("portal:emergencies", EVERYONE),
    row("portal:accounts", EVERYONE),
    row("portal:status", EVERYONE),
    row("portal:status_json", EVERYONE),
    row("portal:manifest", EVERYONE),
    row("portal:verify", EVERYONE, "in"),
    row("portal:subscribe", EVERYONE, "in"),
    row("portal:asked", EVERYONE),
    row("portal:confirm", EVERYONE, "in", token="confirm"),
    row("portal:own_page", EVERYONE, "in", token="own"),
    row("portal:stop", EVERYONE, "in", token="own"),
    row("portal:stop_newsroom", EVERYONE, "in", token="newsroom_stop"),
    row("portal:erase", EVERYONE, "in", token="own"),
    row("portal:sheet", EVERYONE, "in", token="sheet"),
    row("portal:sheet_worker", EVERYONE),
    row("website:canary", NOBODY, token="code"),  # there is one only while an account tests itself
    row("webhook_canary:arrive", PRESS, NOBODY, token="code"),
    row("device:exchange", PRESS, "403"),  # signed by a device, or refused
    row("device:audio", "403", sha256="one"),
    row("portal:push_worker", EVERYONE),
    row("portal:push_join", PRESS, "in"),
    row("portal:push_move", PRESS, "in"),
    row("portal:push_mine", PRESS, "in"),
    row("rss:site", EVERYONE, name="feed_name"),
    row("rss:feed", EVERYONE, name="feed_name", account_id="feed"),
    row("cap:site", EVERYONE, name="feed_name"),
    row("cap:feed", EVERYONE, name="feed_name", account_id="alerts"),
    row("cap:alert", EVERYONE, name="code", account_id="alerts"),
    row("set_language", PRESS, "in"),
    row("ops:health", EVERYONE),
    row("ops:charter", EVERYONE),
    row("files:file", "404 404 404 200 200 200 200"),
]

HEARD = "login 404 200 200 200 200 200"  # a cluster of the ward

PROOFS = [
    row("speakers:silent", STAFF),
    row("speakers:reconcile", STAFF),
    row("speakers:plays", STAFF),
    row("speakers:plays_file", STAFF, kind="csv"),
    row("speakers:log", HEARD, cluster_id="proven_cluster"),
    row("speakers:proof", HEARD, proof_id="proof"),
    row("speakers:evidence", HEARD, proof_id="proof"),
]

# Roles of the scene: the ward's officer steers and silences the ward, the administrator keeps the register.
KEEPS = "login 404 403 403 403 403 200"
KEEP = "login 404 403 403 403 403 in"
NOBODY_JOINS = "403"  # without a code; devices have no session
LISTS = "login 403 403 403 403 403 200"
CLUSTERS = [
    row("speakers:clusters", STAFF),
    row("speakers:map", STAFF),
    row("speakers:table", LISTS, kind="table_kind"),
    row("speakers:add", LISTS, "login 403 403 403 403 403 in"),
    row("speakers:cluster", "login 404 200 200 200 200 200"),
    row("speakers:cluster_live", "login 404 200 200 200 200 200"),
    row("speakers:change", KEEPS, KEEP),
    row("speakers:close", KEEPS, KEEP, cluster_id="bare_cluster"),
    row("speakers:neighbours", KEEPS, KEEP),
    row("speakers:remove_neighbour", PRESS, KEEP),
    row("speakers:code", KEEPS, KEEP),
    row("speakers:revoke", KEEPS, KEEP),
    row("speakers:volume", PRESS, "login 404 in 403 in 403 403"),
    row("speakers:mute", PRESS, "login 404 in 403 in 403 403"),
    row("speakers:unmute", PRESS, "login 404 in 403 in 403 403"),
    row("speakers:tone", PRESS, "login 404 in 403 in 403 403"),
    row("speakers:silence", "login 200 200 403 200 200 403", "login in in 403 in in 403"),
    row("speakers:silence_page", "login 404 200 200 200 200 200"),
    row("speakers:silence_live", "login 404 200 200 200 200 200"),
    row("speakers:silence_ask", "login 404 200 403 200 200 403", "login 404 in 403 in in 403"),
    row("speakers:silence_agree", PRESS, "login 404 in 403 in in 403", silence_id="asked_silence"),
    row("speakers:silence_keep", PRESS, "login 404 in 403 in in 403", silence_id="asked_silence"),
    row("device:enrol", PRESS, NOBODY_JOINS),
    row("device:poll", PRESS, NOBODY, ticket="code"),  # by the ticket that only the device is told
    row("device:sound", NOBODY, ticket="code", sha256="one"),
]

LISTENED = "login in in in in in in"  # by every role that reads the desk
GROUPED = "login 403 403 403 in 403 403"  # whoever groups the press for the body that looks after the source
SEEN_COUNT = "login 404 404 200 200 200 200"
END_COUNT = "login 404 404 in in in in"
NEWSDESK = [
    row("press:stories", STAFF),
    row("press:items", STAFF),
    row("press:item", STAFF, item_id="press_item"),
    row("press:story_of_item", STAFF_LED_ON, item_id="press_item"),
    row("press:story", STAFF, story_id="story"),
    row("press:merge", PRESS, GROUPED, {"others": "1", "reason": "x"}, story_id="story"),
    row("press:edit", PRESS, GROUPED, {"items": "1", "reason": "x"}, story_id="story", act="split"),
    row("press:why", STAFF, story_id="lone_story", item_id="lone_item"),
    row("press:counts", STAFF),
    row("press:chart", STAFF, kind="svg"),
    row("press:table", STAFF),
    row("press:save_count", PRESS, LISTENED),
    row("press:saved_counts", STAFF),
    row("press:saved_count", SEEN_COUNT, count_id="saved_count"),
    row("press:end_count", PRESS, END_COUNT, count_id="saved_count"),
    row("press:signals", STAFF),
    row("press:signal", STAFF, "login 403 403 403 in 403 403", {"state": "taken"}, signal_id="signal"),
    row("press:digest", STAFF, STAFF_ACT),
]

TABLE: dict[str, Row] = {
    r.name: r
    for rows in (
        SIGNING_IN,
        DESK,
        BULLETINS,
        DOCUMENTS,
        CIRCULATION,
        LEDGER,
        UNITS,
        CLOCKS,
        AUDIENCE,
        CHANNELS,
        NEWSROOMS,
        SOURCES,
        FIGURES,
        SEARCH,
        WORK,
        TASKS,
        SCHEDULE,
        PORTAL,
        PROOFS,
        CLUSTERS,
        NEWSDESK,
    )
    for r in rows
}
