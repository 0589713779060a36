"""The certificate that a server shows is read whoever signed it; nothing else of the server is trusted or told."""

from datetime import timedelta

import pytest

from loa.lib import clock
from loa.lib.addresses import AddressRule
from loa.lib.border import Permanent, Temporary
from loa.lib.certificates import read_certificate
from tests.mailbox import free_port

HERE = AddressRule.of(["127.0.0.0/8"])


@pytest.mark.parametrize("starttls", [False, True])
@pytest.mark.parametrize("days", [30, -2])
def test_its_end_is_read_also_of_a_self_signed_or_ended_one(tls_server, starttls, days):
    ends_at = (clock.now() + timedelta(days=days)).replace(microsecond=0)
    port = tls_server(ends_at, starttls=starttls)
    found = read_certificate("127.0.0.1", port, rule=HERE, starttls=starttls)
    assert found.ends_at == ends_at
    assert found.subject == "CN=thu.hanoi.example"


def test_what_is_no_such_server_says_so(tls_server, mailbox):
    with pytest.raises(Temporary):
        read_certificate("127.0.0.1", free_port(), rule=HERE)
    with pytest.raises(Permanent) as no_starttls:
        read_certificate("127.0.0.1", mailbox.port, rule=HERE, starttls=True)
    assert no_starttls.value.code == "no_starttls"
    with pytest.raises(Permanent) as no_tls:
        read_certificate("127.0.0.1", mailbox.port, rule=HERE, seconds=1)
    assert no_tls.value.code == "no_tls"


def test_an_address_that_the_rule_does_not_admit_is_never_called(tls_server):
    port = tls_server(clock.now() + timedelta(days=1))
    with pytest.raises(Permanent) as refused:
        read_certificate("127.0.0.1", port, rule=AddressRule())
    assert refused.value.code == "private_address"
