"""Releases against real mail servers on loopback, the unfriendly ones included."""

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import translation

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core
from loa.channels.errors import BadConfig
from loa.kinds.press.config import PressConfig
from loa.kinds.press.kind import PressKind
from loa.kinds.press.tests.conftest import SPOKEN
from tests.mailbox import free_port

EMBARGO = "2027-01-05T01:30:00+00:00"  # 08:30 in Viet Nam


class Post:
    """A mail server whose temper depends on the address: it takes, refuses, or cuts the line."""

    def __init__(self):
        self.taken, self.lines, self.refuses_sender = [], 0, False

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuses_sender:
            return "530 5.7.0 log in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("khongco"):
            return "550 5.1.1 no such user"
        if address.startswith("ban"):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("cat"):
            server.transport.abort()
            return "250 never heard"
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK queued"


@pytest.fixture
def post():
    handler = Post()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture(autouse=True)
def halted(monkeypatch):
    """Note here which account would be paused, instead of in a table."""
    found = []

    async def note(_work, **facts):
        found.append(facts)

    monkeypatch.setattr("loa.kinds.press.kind.in_thread", note)
    return found


def core_with(**extra):
    return replace(sample_core(), extra={"press": SPOKEN, **extra})


def config_to(port, **changes):
    return PressConfig(
        **{"host": "127.0.0.1", "port": port, "security": "none", "sender": "baochi@tp.example.vn"}
        | SPOKEN
        | changes
    )


def send(port, *addresses, core=None, patience=240.0):
    async def run():
        kind = PressKind()
        kind.patience = patience
        content = kind.render(core or core_with())
        outlet = Outlet(7, "press", "Báo chí", "live", 1, "Ban Mẫu", config_to(port))
        messages = [
            Message(n, 7, "live", address, content, "vi", receiver=n)
            for n, address in enumerate(addresses, 1)
        ]
        return [result async for result in kind.send(outlet, messages)]

    return asyncio.run(run())


def text_of(letter):
    return letter.get_content()


def test_each_newsroom_gets_a_letter_of_its_own_with_everything_a_release_must_say(post):
    with time_machine.travel("2027-01-04T03:00:00Z"):
        results = send(post.port, "a@bao.example", "b@bao.example")
    assert [r.state for r in results] == [Outcome.ACCEPTED] * 2
    assert [to for to, _letter in post.taken] == [["a@bao.example"], ["b@bao.example"]]
    assert post.lines == 1, "one line for all"
    letter = post.taken[0][1]
    said = text_of(letter)
    for words in (
        "THÔNG CÁO BÁO CHÍ",
        "Ủy ban nhân dân phường Mẫu",
        "Mã: 7K3M-Q2WT",
        "Sông Hồng, ngày 04 tháng 01 năm 2027",
        "Người phát ngôn: Bùi Văn Ngôn, Phó Trưởng ban",
        "Điện thoại: 024 3825 0000",
        "Nguồn: Thông báo số 12/TB-UBND",
        "http://localhost:8000/b/7K3M-Q2WT",
    ):
        assert words in said
    assert "@@" not in said
    assert letter["Message-ID"] == "<loa-1@tp.example.vn>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip("<>") in said
    assert letter["List-Unsubscribe"] != post.taken[1][1]["List-Unsubscribe"]
    assert "a@bao" not in str(post.taken[1][1])


def test_an_embargo_stands_first_in_the_release_and_in_the_subject(post):
    send(post.port, "a@bao.example", core=core_with(embargo_until=EMBARGO))
    letter = post.taken[0][1]
    line = "Cấm phát hành trước 08 giờ 30 ngày 05/01/2027"
    assert text_of(letter).startswith(f"*** {line} ***")
    assert line in letter["Subject"]
    assert "Bản công khai (mở sau giờ cấm phát hành): " in text_of(letter)
    assert "Cấm phát hành" not in str(PressKind().render(core_with()))


@pytest.mark.parametrize(
    ("relation", "heading", "sentence"),
    [
        ("correction", "ĐÍNH CHÍNH THÔNG CÁO BÁO CHÍ", "Thay cho thông cáo mã 9N4P-R3XV"),
        ("withdrawal", "THU HỒI THÔNG CÁO BÁO CHÍ", "Thu hồi thông cáo mã 9N4P-R3XV; đề nghị không đăng"),
        ("supersede", "THÔNG CÁO BÁO CHÍ", "Thay thế thông cáo mã 9N4P-R3XV"),
    ],
)
def test_what_mends_a_release_names_it_and_says_why(relation, heading, sentence):
    core = replace(core_with(reason="Ghi nhầm ngày"), relation=relation, corrects="9N4P-R3XV")
    text = PressKind().render(core)["text"]
    for words in (heading, sentence, "Lý do: Ghi nhầm ngày"):
        assert words in text


def test_a_release_speaks_the_language_of_its_text_whoever_renders_it():
    with translation.override("vi"):
        text = PressKind().render(replace(core_with(), language="en"))["text"]
    assert "PRESS RELEASE" in text
    assert "Spokesperson: Bùi Văn Ngôn" in text


def test_a_server_that_refuses_an_office_fails_it_alone_and_a_busy_one_is_asked_again(post):
    results = send(post.port, "khongco@bao.example", "ban@bao.example", "a@bao.example")
    assert [(r.state, r.temporary, r.code) for r in results] == [
        (Outcome.FAILED, False, "smtp_550"),
        (Outcome.FAILED, True, "smtp_451"),
        (Outcome.ACCEPTED, False, ""),
    ]


def test_a_line_that_is_cut_inside_the_letter_is_unknown_and_the_next_letter_gets_a_new_one(post):
    cut, fine = send(post.port, "cat@bao.example", "a@bao.example")
    assert (cut.state, fine.state) == (Outcome.UNKNOWN, Outcome.ACCEPTED)
    assert post.lines == 2


def test_no_server_means_that_nothing_left_and_nobody_else_is_tried(halted):
    results = send(free_port(), "a@bao.example", "b@bao.example")
    assert {(r.state, r.temporary, r.code) for r in results} == {(Outcome.FAILED, True, "smtp_down")}
    assert halted == []


def test_a_server_that_refuses_the_account_pauses_it_and_no_letter_fails(post, halted):
    post.refuses_sender = True
    results = send(post.port, "a@bao.example", "b@bao.example")
    assert {(r.state, r.temporary) for r in results} == {(Outcome.FAILED, True)}
    assert [facts["account_id"] for facts in halted] == [7]


def test_what_cannot_be_begun_in_time_was_never_begun(post):
    results = send(post.port, "a@bao.example", "b@bao.example", patience=1.0)
    assert {(r.state, r.temporary) for r in results} == {(Outcome.FAILED, True)}
    assert post.taken == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"security": "ssl"},
        {"host": "smtp.example.vn"},
        {"sender": "khong phai dia chi"},
        {"spokesperson": " "},
        {"spokesperson_phone": ""},
        {"timeout": 0},
        {"answer_hours": 81},
    ],
)
def test_settings_that_cannot_work_or_leave_nobody_to_speak_are_refused(wrong):
    kind = PressKind()
    kind.check_config(config_to(25))
    with pytest.raises(BadConfig):
        kind.check_config(config_to(25, **wrong))
