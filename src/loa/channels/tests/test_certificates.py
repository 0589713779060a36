"""Certificates that we depend on are looked at each day, and who manages the channels hears in time."""

from datetime import timedelta

import pytest
import time_machine

from loa.channels import certificates, health
from loa.channels.actions import open_account
from loa.channels.models import Certificate
from loa.lib import clock
from loa.lib.health import Level
from loa.notices.models import Notice
from tests.mailbox import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


@pytest.fixture
def open_mail(world):
    def run(port, security="starttls", body=world.city, **facts):
        config = {"host": "127.0.0.1", "port": port, "security": security, "sender": "tin@hanoi.example"}
        name = f"Thư {port} {body.pk} {facts.get('mode')}"
        return open_account(actor=world.admin, body=body, kind="email", name=name, config=config, **facts)

    return run


def titles():
    return sorted(Notice.objects.filter(event="channel").values_list("person__full_name", "title"))


def test_the_servers_of_live_accounts_and_of_the_site_are_looked_at(tls_server, open_mail, settings):
    ends = clock.now() + timedelta(days=90)
    mail, tls, site = tls_server(ends, starttls=True), tls_server(ends), tls_server(ends)
    open_mail(mail)
    open_mail(tls, "tls")
    open_mail(9, mode="exercise")
    open_mail(10, "none")
    settings.PUBLIC_URL = f"https://localhost:{site}"
    assert certificates.run_check() == 3
    seen = {row.port: row.problem for row in Certificate.objects.all()}
    assert seen == {mail: "", tls: "", site: ""}
    assert titles() == []
    assert [(f.level, f.seen) for f in health.certificates()] == [
        (Level.OK, "3 are good for more than three weeks")
    ]
    settings.PUBLIC_URL = "http://localhost"
    certificates.run_check()
    assert not Certificate.objects.filter(port=site).exists(), "what does not matter any more is forgotten"


def test_an_end_is_told_once_at_21_7_and_1_days_to_who_manages_the_channel(world, tls_server, open_mail):
    ends = clock.now() + timedelta(days=20)
    port = tls_server(ends, starttls=True)
    open_mail(port)
    open_mail(port, body=world.ward_a)
    certificates.run_check()
    certificates.run_check()
    told = titles()
    assert {person for person, _title in told} == {"Hoàng Văn Quản", "Vũ Thị Trị"}
    assert len(told) == 2, "once each, though two bodies send through that server"
    assert told[0][1].startswith("Chứng thư số của 127.0.0.1 hết hạn lúc ")
    assert [f.level for f in health.certificates()] == [Level.WARN]
    for days_left, notices in ((10, 2), (6, 4), (2, 4), (0.5, 6), (-1, 8)):
        with time_machine.travel(ends - timedelta(days=days_left)):
            certificates.run_check()
            assert len(titles()) == notices, days_left
    with time_machine.travel(ends + timedelta(days=1)):
        assert [f.level for f in health.certificates()] == [Level.FAIL]


def test_a_server_that_cannot_be_looked_at_keeps_what_was_known_of_it(open_mail):
    port, known = free_port(), clock.now() + timedelta(days=90)
    open_mail(port, "tls")
    Certificate.objects.create(host="127.0.0.1", port=port, ends_at=known, checked_at=clock.now())
    certificates.run_check()
    row = Certificate.objects.get()
    assert (row.ends_at, row.problem) == (known, "Không kết nối được máy chủ để xem chứng thư.")
    assert [f.level for f in health.certificates()] == [Level.WARN]
    assert titles() == []
