"""The charter of design.md §3 is held by the schema, not by promises; each test is named for its rule."""

from __future__ import annotations

import json
import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction, utils
from django.db.models import Field

from loa.bulletins import actions, queries
from loa.bulletins.errors import Stopped
from loa.bulletins.models import Bulletin, Correction, Fact
from loa.bulletins.rules.words import Relation
from loa.channels import registry
from loa.channels.places import OwnPlace
from loa.delivery.models import Content, Dispatch, Target
from loa.documents.actions.circulating import circulate
from loa.ops.charter.rules import FORBIDDEN, RULES
from loa.units.access import can
from loa.units.errors import RightMissing
from loa.units.permissions import Permission
from loa.units.queries import body_name
from tests.desk import TEXT, Desk, proof
from tests.guards.scene import Scene
from tests.papers import Office

BUILT = {rule.number for rule in RULES if rule.holds}  # 6 comes with the concern pulse

WATCHING, JUDGING, RANKING = (
    re.compile(FORBIDDEN[name].replace(r"\m", r"\b").replace(r"\M", r"\b"))
    for name in ("watching", "judging", "ranking")
)


def fields():
    for model in apps.get_models():
        if model.__module__.startswith("loa."):
            for field in model._meta.get_fields():
                yield model._meta.label, field.name


def forbidden(pattern: re.Pattern[str]) -> list[str]:
    return [f"{model}.{name}" for model, name in fields() if pattern.search(name)]


def copy_row(table: str, pk: int, **changes: object) -> None:
    """Insert the row once more with other values, past every action."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
            " AND table_schema = 'public'",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join("%s" if name in changes else f'"{name}"' for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        given = [changes[name] for name in columns if name in changes]
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s", [*given, pk]
        )


def refused(sql: str, *values: object, match: str | None = None) -> None:
    with (
        pytest.raises((IntegrityError, utils.ProgrammingError), match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_every_rule_built_so_far_has_a_test_named_for_it():
    named = {int(found[1]) for word in globals() if (found := re.match(r"test_rule_(\d+)_", word))}
    assert named == BUILT


# -- 1: who speaks --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rule_1_everything_sent_names_its_issuer_its_approver_and_its_source(desk: Desk):
    desk.sent()
    contents = list(Content.objects.all())
    assert contents
    for content in contents:
        text = json.dumps(content.payload, ensure_ascii=False)
        for part in (body_name(desk.world.city), desk.world.approver.person.full_name, "Kế hoạch 12/KH-UBND"):
            assert part in text, f"{content.kind} does not name {part}"


@pytest.mark.django_db
def test_rule_1_an_account_belongs_to_one_body_and_is_listed_before_it_sends(desk: Desk):
    refused("UPDATE channels_account SET body_id = NULL")
    refused("UPDATE channels_account SET listed_from = NULL")
    refused("UPDATE channels_account SET last_sent_at = listed_from - interval '1 second'")


# -- 2, 3, 11: matters, never persons -------------------------------------------------------------------------


def test_rule_2_no_table_watches_a_person():
    assert forbidden(WATCHING) == []


def test_rule_3_no_table_judges_what_somebody_said():
    assert forbidden(JUDGING) == []


def test_rule_11_no_table_ranks_staff_or_notes_what_they_opened():
    assert forbidden(RANKING) + forbidden(WATCHING) == []


@pytest.mark.django_db
def test_rule_11_a_superior_hears_of_a_silent_body_a_day_after_the_body_itself(office: Office):
    document = office.issued(typed="12/KH-BTGDV")
    circulate(actor=office.world.clerk, document=document, bodies=[office.world.ward_a])
    early = "UPDATE documents_circulation SET shown_silent_at = {}, escalated_at = now()"
    for shown in ("NULL", "now()", "now() - interval '23 hours'"):
        refused(early.format(shown), match="circulation_silent_told_first")
    refused("UPDATE documents_circulation SET silent_lead = interval '23 hours'", match="told_a_day_first")


@pytest.mark.django_db
def test_rule_11_reading_a_document_that_was_sent_leaves_no_trace(office: Office):
    document = office.issued(typed="12/KH-BTGDV")
    circulate(actor=office.world.clerk, document=document, bodies=[office.world.ward_a])
    tables = ("documents_document", "documents_circulation", "documents_acknowledgement", "journal_entry")

    def rows() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT md5(string_agg(t::text, '')) FROM {t} AS t" for t in tables)
            )
            return cursor.fetchall()

    before, reader = rows(), office.world.client(office.world.ward_officer)
    (copy,) = document.circulations.all()
    for path in ("/desk/circulation/", f"/desk/circulation/{copy.pk}/", f"/desk/documents/{document.pk}/"):
        assert reader.get(path, follow=True).status_code == 200
    assert rows() == before


# -- 4: a person decides --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rule_4_a_fact_is_locked_by_a_named_officer(desk: Desk):
    desk.ready()
    assert Fact.objects.filter(state="locked", confirmed_by=desk.world.editor.person).exists()
    refused("UPDATE bulletins_fact SET confirmed_by_id = NULL", match="fact_decided_by_a_person")


@pytest.mark.django_db
def test_rule_4_a_release_has_an_approver_who_is_not_the_author(desk: Desk):
    bulletin = desk.submitted()
    row = desk.release(bulletin)
    author, other = desk.world.editor.person.pk, desk.world.duty.person.pk
    for changes in (
        {"approver_id": author},
        {"author_id": other, "approver_id": author},
        {"approver_id": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            copy_row("bulletins_release", row.pk, **changes)


@pytest.mark.django_db
def test_rule_4_one_officer_alone_releases_no_new_bulletin(desk: Desk):
    row = desk.release(desk.submitted())
    with pytest.raises(IntegrityError, match="one officer"), transaction.atomic():
        copy_row("bulletins_release", row.pk, kind="one_officer", countersign_due_at="2027-01-01T00:00Z")


@pytest.mark.django_db
@pytest.mark.fault("S01")
def test_rule_4_an_approver_of_a_release_is_not_exchanged_afterwards(desk: Desk):
    desk.release(desk.submitted())
    refused(
        "UPDATE bulletins_release SET approver_id = %s", desk.world.duty.person.pk, match="permission denied"
    )


@pytest.mark.fault("S01")
def test_rule_4_an_administrator_never_releases(world):
    assert not can(world.admin, Permission.BULLETINS_RELEASE)
    assert not can(world.admin, Permission.BULLETINS_CORRECT)


# -- 5: our own mistakes are public ---------------------------------------------------------------------------


@pytest.fixture
def correction(desk: Desk) -> Correction:
    original = desk.sent()
    draft = actions.draft_replacement(
        actor=desk.world.duty,
        original=original,
        relation=Relation.CORRECTION,
        text=TEXT.replace("05/9/2027", "06/9/2027"),
        reason="Ghi nhầm ngày",
    )
    _everybody_got_it(original)
    actions.release_alone(actor=desk.world.duty, bulletin=draft, proof=proof())
    return Correction.objects.get()


def _everybody_got_it(bulletin: Bulletin) -> None:
    from loa.delivery import schedule, store, work

    schedule.tick()
    dispatch = bulletin.releases.get().dispatch
    Dispatch.objects.filter(pk=dispatch.pk).update(state="sending")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET state = 'ready', due_at = clock_timestamp() - interval '1 second'"
        )
    while claim := store.claim("guard", store.lanes(urgent_only=False)):
        work.expand_chunk(claim)
        store.release(claim, state="done")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_delivery SET state = 'delivered', rank = 1000008")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM bulletins_correction",
        "TRUNCATE bulletins_correction",
        "UPDATE bulletins_correction SET reason = 'khác'",
        "DELETE FROM bulletins_release",
        "UPDATE bulletins_text SET body = 'khác'",
    ],
)
def test_rule_5_the_log_of_our_mistakes_cannot_be_rewritten(correction: Correction, statement: str):
    refused(statement, match="permission denied")


@pytest.mark.django_db
def test_rule_5_a_correction_says_why(correction: Correction):
    with pytest.raises(IntegrityError, match="correction_says_why"), transaction.atomic():
        copy_row("bulletins_correction", correction.pk, reason="", bulletin_id=correction.original_id)


# -- 7: whom we write to --------------------------------------------------------------------------------------

CHOSEN = {
    "Subscriber": {"body", "kind", "language", "key", "created_at", "stopped_at"},
    "Contact": {"subscriber", "kind", "value", "lookup", "created_at", "asked_at", "confirmed_at"},
    "Subscription": {"subscriber", "area", "topics", "since", "until"},
}


@pytest.mark.parametrize("model", CHOSEN)
def test_rule_7_nothing_is_known_of_a_subscriber_but_the_choice(model: str):
    columns = {f.name for f in apps.get_model("audience", model)._meta.get_fields() if isinstance(f, Field)}
    assert columns - {"id"} == CHOSEN[model]


@pytest.mark.django_db
def test_rule_7_an_audience_is_areas_languages_and_topics(desk: Desk):
    desk.sent()
    places = [source.key for source in registry.all_sources() if isinstance(source, OwnPlace)]
    rules = list(Target.objects.exclude(source__in=places).values_list("rule", flat=True))
    assert rules
    for rule in rules:
        assert set(rule) <= {"areas", "languages", "topics", "forms", "same_as"}


# -- 8: what nothing here does --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.key)
def test_rule_8_a_kind_names_its_endpoints_and_removes_nothing_there(kind):
    for endpoint in kind.endpoints:
        assert endpoint.host not in {"*", "*.*", ""}
        assert not {"DELETE", "PATCH"} & {verb.upper() for verb in endpoint.verbs}
        assert endpoint.purpose


# -- 9: live, exercise, test; emergencies ---------------------------------------------------------------------


@pytest.mark.django_db
def test_rule_9_the_database_refuses_a_dispatch_through_an_account_of_another_mode(desk: Desk):
    row = desk.release(desk.submitted())
    target = Target.objects.filter(dispatch=row.dispatch).first()
    with pytest.raises(IntegrityError, match="target_mode"), transaction.atomic():
        copy_row("delivery_target", target.pk, account_id=desk.exercise_site.pk)
    with pytest.raises(IntegrityError, match="target_mode"), transaction.atomic():
        copy_row("delivery_target", target.pk, account_id=desk.exercise_site.pk, mode="exercise")


@pytest.mark.django_db
def test_rule_9_an_account_never_changes_its_mode(desk: Desk):
    refused(
        "UPDATE channels_account SET mode = 'live' WHERE id = %s",
        desk.exercise_site.pk,
        match="keeps its mode",
    )


@pytest.mark.django_db
def test_rule_9_an_emergency_needs_a_ground_from_the_list_a_reason_and_an_end(desk: Desk):
    bulletin = desk.submitted()
    whole = "priority = 'emergency', emergency_kind = '{}', emergency_reason = '{}'"
    for ground, reason in (("", "Lũ về"), ("politics", "Lũ về"), ("disaster", "")):
        refused(
            f"UPDATE bulletins_bulletin SET {whole.format(ground, reason)} WHERE id = %s",
            bulletin.pk,
            match="bulletin_emergency_says_why",
        )


@pytest.mark.django_db
def test_rule_9_an_emergency_ends_within_a_day(desk: Desk):
    row = desk.release(desk.submitted())
    with pytest.raises(IntegrityError, match="emergency_ends_within_a_day"), transaction.atomic():
        copy_row("bulletins_release", row.pk, priority="emergency")


# -- 10: no private person ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rule_10_nothing_that_names_a_private_person_is_released_unless_the_approver_answers_for_it(
    desk: Desk,
):
    text = f"{TEXT} Bệnh nhân Nguyễn Văn Bình, nhà số 12 ngõ 5, điện thoại 0912 345 678."
    bulletin = desk.submitted(text=text)
    with pytest.raises(Stopped):
        desk.release(bulletin)
    mark = next(stop for stop in queries.check(bulletin).stops if "Nguyễn Văn Bình" in stop.quote)
    judged = {"bulletin": bulletin, "mark": mark.mark, "kind": "consented", "reason": "Có đơn đồng ý"}
    with pytest.raises(RightMissing):
        actions.set_aside(actor=desk.world.editor, **judged)
    actions.set_aside(actor=desk.world.approver, **judged)
    assert mark.mark not in {stop.mark for stop in queries.check(bulletin).stops}


# -- 12: the journal ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(("table", "column"), [("journal_entry", "verb"), ("journal_seal", "hash")])
@pytest.mark.django_db
def test_rule_12_the_application_cannot_rewrite_the_journal(statement, table, column):
    refused(statement.format(table, column, column), match="permission denied")


@pytest.mark.django_db
def test_rule_12_the_application_is_not_the_owner_of_its_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A22")
def test_rule_12_no_table_holds_a_contact_in_clear_once_everything_ran(scene: Scene):
    """Subscribers joined, asked, got letters and corrections: their addresses stand nowhere, their text neither."""
    held = [
        f"{table}: {needle}"
        for table in _tables()
        for needle in ("nguoi0@example.vn", "nguoi1@example.vn", "moi@example.vn")
        if _holds(table, needle)
    ]
    assert held == []


@pytest.mark.django_db(transaction=True)
def test_rule_12_journal_and_notices_hold_no_phone_no_address_no_text(scene: Scene):
    people = (
        "@tp.example.vn",
        "@pa.example.vn",
        "3825 3536",
        "Phun hóa chất",
        "che đậy thức ăn",
        "Đinh Văn Mới",
    )
    assert [(table, p) for table in ("journal_entry",) for p in people if _holds(table, p)] == []
    assert [p for p in people[:3] if _holds("notices_notice", p)] == []


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        return [name for (name,) in cursor.fetchall()]


def _holds(table: str, needle: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{needle}%"])
        return bool(cursor.fetchone()[0])
