"""A name is inside as soon as one of its addresses is; the machine's own name servers are asked."""

from __future__ import annotations

import pytest

from loa.lib.addresses import AddressRule
from loa.lib.names import leads_inside, look_up


@pytest.mark.parametrize(
    ("found", "inside"),
    [
        (["8.8.8.8"], False),
        (["10.0.0.1"], True),
        (["8.8.8.8", "192.168.1.4"], True),
        (["2001:4860:4860::8888"], False),
        (["::ffff:127.0.0.1"], True),
        (["fe80::1%eth0"], True),
        ([], False),
    ],
)
def test_one_private_address_is_enough(found, inside):
    assert leads_inside("vov.example.vn", AddressRule(), lookup=lambda _host: found) is inside


def test_the_machine_is_asked_and_a_name_nobody_has_leads_nowhere():
    assert leads_inside("localhost", AddressRule())
    assert not leads_inside("localhost", AddressRule.of(["127.0.0.0/8", "::1/128"]))
    assert look_up("khong-co.invalid") == []
    assert look_up("a" * 80) == []
