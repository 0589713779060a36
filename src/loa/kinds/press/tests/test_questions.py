"""The register of questions: masked, due by the working calendar, answered or refused on a ground, counted."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from loa.clocks.models import Clock
from loa.journal.models import Entry
from loa.kinds.press import actions, rules
from loa.kinds.press.errors import BadMoment, NothingSaid, QuestionClosed
from loa.kinds.press.models import Question
from loa.kinds.press.queries import questions as queries
from loa.lib.codes import BadCode
from loa.units.errors import RightMissing

MONDAY = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)  # 09:00 in Viet Nam


@pytest.fixture
def ask(world):
    def run(received_at=MONDAY, actor=None, body=None, **changes):
        given = {
            "newsroom": "Báo Mẫu",
            "way": "email",
            "subject": "Tiến độ sửa cầu",
            "text": "Bao giờ sửa xong cầu? Liên hệ ông Nguyễn Văn An, 0912 345 678.",
        }
        return actions.record(
            actor=actor or world.spokesperson,
            body=body or world.city,
            received_at=received_at,
            **given | changes,
        )

    return run


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (20, "20 phút"),
        (90, "2 giờ"),
        (480, "1 ngày"),
        (2040, "4 ngày 2 giờ"),
    ],
)
def test_working_time_reads_as_an_office_says_it(minutes, words):
    assert rules.working_words(minutes) == words


# -- the register -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@time_machine.travel(MONDAY + timedelta(hours=1), tick=False)
def test_a_question_is_masked_before_it_is_stored_and_due_within_a_working_day(world, ask):
    question = ask()
    stored = Question.objects.get()
    assert "0912" not in stored.text + stored.folded
    assert "Nguyễn Văn An" not in stored.text
    assert "Bao giờ sửa xong cầu?" in stored.text
    assert stored.due_at == MONDAY + timedelta(days=1)
    assert "8 giờ làm việc" in stored.rule_in_words
    clock = Clock.objects.get(thing=question.thing)
    assert (clock.purpose, clock.due_at, clock.body) == (rules.ANSWER, stored.due_at, world.city)
    told = Entry.objects.filter(thing=question.thing)
    assert [entry.verb for entry in told] == ["pressroom.question_recorded"]
    assert "cầu" not in str([entry.facts for entry in told])
    assert not {field.name for field in Question._meta.get_fields()} & {
        "journalist",
        "author",
        "stance",
        "tone",
    }


@pytest.mark.django_db
@time_machine.travel(MONDAY, tick=False)
def test_the_body_sets_its_own_limit_in_its_press_account(world, keyring, open_press, ask):
    open_press(answer_hours=2)
    assert ask().due_at == MONDAY + timedelta(hours=2)
    assert ask(body=world.ward_a).due_at == MONDAY + timedelta(days=1), "another body keeps the usual day"


@pytest.mark.django_db
def test_only_who_may_answer_for_the_body_enters_questions_and_none_from_tomorrow(world, ask):
    for actor in (world.clerk, world.approver, world.stranger):
        with pytest.raises(RightMissing):
            ask(actor=actor)
    with pytest.raises(RightMissing):
        ask(actor=world.ward_officer, body=world.city)
    ask(actor=world.ward_officer, body=world.ward_a, received_at=datetime(2026, 1, 5, 2, tzinfo=UTC))
    with time_machine.travel(MONDAY), pytest.raises(BadMoment):
        ask(received_at=MONDAY + timedelta(minutes=5))


@pytest.mark.django_db
@time_machine.travel(MONDAY + timedelta(days=2), tick=False)
def test_an_answer_stops_the_clock_and_stays_given(world, ask):
    question = ask()
    said = {"reply": "written", "replied_at": MONDAY + timedelta(hours=25)}
    with pytest.raises(NothingSaid):
        actions.answer(actor=world.editor, question=question, **said)
    with pytest.raises(BadCode):
        actions.answer(actor=world.editor, question=question, bulletin_code="7K3M-Q2WX", **said)
    for wrong in (MONDAY - timedelta(minutes=1), MONDAY + timedelta(days=3)):
        with pytest.raises(BadMoment):
            actions.answer(
                actor=world.editor, question=question, reply_text="Xong.", reply="written", replied_at=wrong
            )
    answered = actions.answer(actor=world.editor, question=question, reply_text="Xong trong tháng 4.", **said)
    assert (answered.state, answered.worked_minutes) == ("answered", 540)
    assert Clock.objects.get(thing=question.thing).outcome == "answered"
    assert Entry.objects.get(verb="pressroom.question_answered").facts["late"] is True
    with pytest.raises(QuestionClosed):
        actions.answer(actor=world.editor, question=question, reply_text="Lại.", **said)
    with pytest.raises(QuestionClosed):
        actions.refuse(
            actor=world.editor, question=question, ground="secret", reply_text="Mật.", replied_at=MONDAY
        )


@pytest.mark.django_db
@time_machine.travel(MONDAY + timedelta(days=2), tick=False)
def test_a_refusal_names_a_ground_of_the_law_and_may_become_an_answer(world, ask):
    question = ask()
    at = MONDAY + timedelta(hours=1)
    with pytest.raises(NothingSaid):
        actions.refuse(actor=world.editor, question=question, ground="pending", reply_text=" ", replied_at=at)
    refused = actions.refuse(
        actor=world.editor, question=question, ground="pending", reply_text="Đang thanh tra.", replied_at=at
    )
    assert (refused.state, refused.ground) == ("refused", "pending")
    later = actions.answer(
        actor=world.editor, question=question, reply="spoken", reply_text="Đã có kết luận.", replied_at=at
    )
    assert (later.state, later.ground) == ("answered", "")


@pytest.mark.django_db
@time_machine.travel(MONDAY + timedelta(days=4), tick=False)
def test_the_figures_count_the_span_and_the_median_is_working_time(world, ask):
    waits = [ask(MONDAY + timedelta(minutes=n)) for n in range(5)]
    for question, hours in zip(waits[:3], (1, 2, 26), strict=True):
        actions.answer(
            actor=world.editor,
            question=question,
            reply="spoken",
            reply_text="Có.",
            replied_at=question.received_at + timedelta(hours=hours),
        )
    found = queries.tally(queries.list_questions(world.editor))
    assert (found.total, found.answered, found.refused, found.waiting, found.late) == (5, 3, 0, 2, 3)
    assert found.median == 120
    assert queries.count_waiting(world.editor) == (0, 2)
    assert queries.tally(Question.objects.none()).median is None


@pytest.mark.django_db
@time_machine.travel(MONDAY + timedelta(hours=1), tick=False)
def test_who_prepares_an_answer_sees_the_question_and_no_other_body_below_does(world, ask):
    question = ask()
    assert not queries.list_questions(world.ward_officer).exists()
    actions.assign(actor=world.spokesperson, question=question, assigned_body=world.ward_a)
    assert queries.list_questions(world.ward_officer).get() == question
    assert not queries.list_questions(world.other_ward_officer).exists()
    assert not queries.list_questions(world.stranger).exists()
    question.refresh_from_db()
    with pytest.raises(RightMissing):
        actions.answer(
            actor=world.ward_officer,
            question=question,
            reply="spoken",
            reply_text="Có.",
            replied_at=question.received_at,
        )
