"""E-mail against real servers on loopback, the unfriendly ones included."""

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.channels.errors import BadConfig
from loa.kinds.email.answers import taken_in
from loa.kinds.email.config import EmailConfig
from loa.kinds.email.kind import EmailKind
from tests.mailbox import free_port


class Post:
    """A mail server whose temper depends on the address: it takes, refuses, stalls or cuts the line."""

    def __init__(self):
        self.taken, self.lines = [], 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("khongco"):
            return "550 5.1.1 no such user"
        if address.startswith("ban"):
            return "451 4.3.0 try again later"
        if address.startswith("truoc"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("cat"):
            server.transport.abort()
            return "250 never heard"
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK queued"


@pytest.fixture
def post():
    handler = Post()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def outlet_to(port, **more):
    config = EmailConfig(host="127.0.0.1", port=port, security="none", sender="tin@hanoi.example", **more)
    return Outlet(7, "email", "Thư của thành phố", "test", 1, "Sở Mẫu", config)


def messages_to(*addresses, core=None):
    content = EmailKind().render(core or sample_core())
    return [
        Message(100 + n, 7, "test", address, content, "vi", receiver=n)
        for n, address in enumerate(addresses, 1)
    ]


def send(port, *addresses, core=None, **more):
    async def run():
        kind = EmailKind()
        messages = messages_to(*addresses, core=core)
        results = {r.delivery_id - 100: r async for r in kind.send(outlet_to(port, **more), messages)}
        await kind.close()
        return results

    return asyncio.run(run())


def test_it_keeps_the_contract_of_a_kind():
    assert violations(EmailKind()) == []


@pytest.mark.fault("A11")
def test_each_receiver_gets_an_envelope_of_the_own(post):
    results = send(post.port, "an@example.vn", "binh@example.vn", "chi@example.vn", connections=2)
    assert {r.state for r in results.values()} == {Outcome.ACCEPTED}
    assert sorted(to for to, _ in post.taken) == [["an@example.vn"], ["binh@example.vn"], ["chi@example.vn"]]
    for (receiver,), content in post.taken:
        assert message_from_bytes(content)["To"] == receiver


def test_a_line_serves_many_letters(post):
    send(post.port, *[f"n{n}@example.vn" for n in range(20)], connections=2)
    assert len(post.taken) == 20
    assert post.lines == 2


def test_the_letter_reads_as_it_was_written_and_stops_in_one_click(post):
    send(post.port, "an@example.vn")
    letter = message_from_bytes(post.taken[0][1], policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == sample_core().title
    assert sample_core().text in text
    assert "Nguồn: Thông báo số 12/TB-UBND" in text
    stop = letter["List-Unsubscribe"].strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in text
    assert stop in letter.get_body(("html",)).get_content()
    assert letter["Message-ID"] == "<loa-101@hanoi.example>"


def test_one_refused_address_does_not_hold_up_the_others(post):
    results = send(post.port, "khongco@example.vn", "ban@example.vn", "an@example.vn", connections=1)
    assert (results[1].state, results[1].temporary) == (Outcome.FAILED, False)
    assert results[1].reason == "Địa chỉ không tồn tại hoặc không nhận thư."
    assert (results[2].state, results[2].temporary) == (Outcome.FAILED, True)
    assert results[3].state is Outcome.ACCEPTED


@pytest.mark.mission("N3")
def test_a_line_cut_in_mid_letter_leaves_the_outcome_unknown(post):
    results = send(post.port, "cat@example.vn", "an@example.vn", connections=1)
    assert results[1].state is Outcome.UNKNOWN
    assert results[2].state is Outcome.ACCEPTED


def test_a_line_cut_before_the_letter_is_a_plain_failure_that_may_be_repeated(post):
    results = send(post.port, "truoc@example.vn", connections=1)
    assert (results[1].state, results[1].temporary) == (Outcome.FAILED, True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2.0.0 Ok: queued as 4QxyZ12abc", "250 4QxyZ12abc"),
        ("OK id=1rAbCd-0002Ef-1X", "250 1rAbCd-0002Ef-1X"),
        ("2.1.5 <ba.tam@example.vn> recipient ok", "250"),
        ("queued as ba.tam@example.vn", "250"),
        ("queued as nguyenvanan@example.vn", "250"),
        ("queued as nguyenvanan", "250"),
        ("OK", "250"),
    ],
)
def test_of_a_servers_yes_only_code_and_queue_number_are_kept(text, kept):
    assert taken_in(250, text) == kept


def test_a_server_that_is_down_took_nothing_in():
    results = send(free_port(), "an@example.vn")
    assert (results[1].state, results[1].temporary) == (Outcome.FAILED, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"security": "ssl3"},
        {"security": "none", "host": "mail.example.vn"},
        {"sender": "khong-phai-dia-chi"},
        {"sender": "a@b.vn\r\nBcc: c@d.vn"},
        {"connections": 0},
    ],
)
@pytest.mark.fault("A11")
def test_a_config_that_cannot_work_is_refused_with_a_sentence(wrong):
    good = {"host": "127.0.0.1", "sender": "tin@hanoi.example", "security": "none"}
    with pytest.raises(BadConfig, match="Hãy"):
        EmailKind().check_config(EmailConfig(**(good | wrong)))


@pytest.mark.fault("S04")
def test_an_exercise_says_so_in_subject_and_text():
    content = EmailKind().render(sample_core("exercise"))
    assert content["subject"].startswith("[DIỄN TẬP] ")
    assert "[DIỄN TẬP]" in content["text"]
    assert "[DIỄN TẬP]" in content["html"]


@pytest.mark.fault("A11")
def test_a_title_cannot_smuggle_a_header(post):
    send(post.port, "an@example.vn", core=replace(sample_core(), title="Tin\r\nBcc: x@y.vn"))
    letter = message_from_bytes(post.taken[0][1], policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Tin Bcc: x@y.vn"
