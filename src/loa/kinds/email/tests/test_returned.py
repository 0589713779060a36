"""What a message in the bounce mailbox is, in the shapes of known servers, and whatever bytes come."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.kinds.email import rules
from loa.kinds.email.cli import split
from loa.kinds.email.models import Came
from loa.kinds.email.returned import MOST, read_returned
from loa.kinds.email.tests import samples

TO, LETTER = "trave+101-1-aaaaaaaaaaaaaaaa@coquan.example", "<loa-101.aaaaaaaaaaaaaaaa@coquan.example>"


def came(raw):
    found = read_returned(raw)
    return found.kind, found.status, found.is_final


@pytest.mark.parametrize("server", samples.HARD)
def test_a_letter_given_up_is_told_with_its_code_in_the_shape_of_every_server(server):
    write, code = samples.HARD[server]
    assert came(write(TO, LETTER)) == (Came.HARD, code, True)


def test_a_delay_is_no_end_and_a_letter_given_up_after_days_is_an_end_that_blames_nobody():
    delayed = samples.postfix(TO, LETTER, "4.4.1", "delayed", "connect timed out")
    assert came(delayed) == (Came.SOFT, "4.4.1", False)
    given_up = samples.postfix(TO, LETTER, "4.4.1", "failed", "connect timed out")
    assert came(given_up) == (Came.SOFT, "4.4.1", True)


@pytest.mark.parametrize(
    ("code", "said", "read"),
    [
        ("5.0.0", "550 5.7.1 message refused, 5.1.1.7 is not a code", "5.7.1"),
        ("5.0.0", "552 mailbox full", "5.2.2"),
        ("5.2.2", "552 5.2.2 over quota", "5.2.2"),
        ("5.0.0", "550 no such user", "5.0.0"),
        ("khong ro", "553 sorry", "5.0.0"),
    ],
)
def test_the_most_telling_code_is_taken(code, said, read):
    assert came(samples.postfix(TO, LETTER, code, said=said)) == (Came.HARD, read, True)


def test_only_a_report_that_means_stop_is_a_complaint():
    assert came(samples.complaint(TO, LETTER))[0] == Came.COMPLAINT
    for other in ("not-spam", "virus", "auth-failure"):
        assert came(samples.complaint(TO, LETTER, other))[0] == Came.UNCLEAR


def test_automatic_answers_and_people_are_told_from_bounces():
    assert came(samples.away(TO, LETTER)) == (Came.REPLY, "", False)
    assert came(samples.person(TO, LETTER)) == (Came.UNCLEAR, "", False)


HOSTILE = (
    b"",
    b"\0" * 1000,
    b"\xff\xfe" * 500,
    b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n--\r\n",
    b"Content-Type: message/delivery-status\r\n\r\nAction: \xe1\xbb\r\nStatus: =?x?y?z?=\r\n\r\n",
    b"Subject: =?utf-8?b?////?=\r\nFrom: \xff@\xff\r\n\r\n",
    b"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: \0\r\n",
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
    b"Content-Type: message/rfc822\n\n" * 3000,
    b"To: " + b"a" * 200_000 + b"\n\n",
    b"Content-Type: text/plain; charset=khong-co\nContent-Transfer-Encoding: base64\n\n!!!!",
    samples.postfix(TO, LETTER)[:700],
)


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_no_bytes_break_the_reading(raw):
    assert read_returned(raw).kind in Came


@given(st.binary(max_size=300), st.integers(0, 900), st.sampled_from(["postfix", "gmail", "exim", "qmail"]))
@settings(max_examples=60)
def test_no_damage_to_a_report_breaks_the_reading(noise, place, server):
    raw = samples.HARD[server][0](TO, LETTER)
    assert read_returned(raw[:place] + noise + raw[place:]).kind in Came


@pytest.mark.parametrize("code", ["5.2.2", "5.2.3", "5.3.4", "5.6.0", "5.7.1", "5.1.7", "5.1.8", "4.4.1", ""])
def test_a_full_mailbox_our_content_and_our_standing_speak_against_no_address(code):
    assert not rules.is_against(code)
    assert not rules.is_gone(code)


def test_what_speaks_against_an_address_at_once_and_what_does_in_time():
    assert all(rules.is_gone(code) for code in ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"))
    assert all(rules.is_against(code) for code in ("5.0.0", "5.1.0", "5.2.1", "5.4.1", "5.4.4"))


def test_every_code_has_its_sentence():
    assert rules.reason_of("5.2.2") == "Thư bị trả lại: hộp thư của người nhận đã đầy."
    assert rules.reason_of("5.1.10") == "Thư bị trả lại: địa chỉ không tồn tại."
    assert rules.reason_of("5.9.9") == "Thư bị trả lại: máy chủ bên nhận không nhận."


def test_few_complaints_are_never_too_many():
    assert not rules.too_many_complaints(9, 100)
    assert not rules.too_many_complaints(30, 10_000)
    assert rules.too_many_complaints(31, 10_000)


def test_an_mbox_is_cut_into_its_messages_and_what_is_too_long_is_cut_off(tmp_path):
    place = tmp_path / "hop-thu"
    place.write_bytes(
        b"From MAILER-DAEMON Mon Nov 30\nSubject: a\n\nmot\n>From day\n\nFrom x Tue\nSubject: b\n\n"
        + b"d\n" * MOST
    )
    with place.open("rb") as file:
        one, two = split(file)
    assert one == b"Subject: a\n\nmot\nFrom day\n\n"
    assert two.startswith(b"Subject: b\n\n")
    assert MOST <= len(two) < MOST + 10
    place.write_bytes(b"Subject: c\n\nFrom here on\n\nFrom there\n")
    with place.open("rb") as file:
        assert list(split(file)) == [place.read_bytes()]
