"""Which addresses may be called: public ones, and those a policy lists."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from loa.lib.addresses import AddressRule, is_public

PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::", "fc00::1", "fd12::1", "fe80::1", "fec0::1",
    "ff02::1", "2001:db8::1", "100::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "203.162.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_it_keeps_out_of_every_special_range(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not AddressRule().admits(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_it_admits_public_addresses(address: str) -> None:
    assert AddressRule().admits(address)


def test_a_rule_admits_what_it_lists_in_every_disguise_and_nothing_near_it() -> None:
    rule = AddressRule.of(["127.0.0.1"])
    assert rule.admits("127.0.0.1")
    assert rule.admits("::ffff:127.0.0.1")
    assert not rule.admits("127.0.0.2")
    assert rule.admits("8.8.8.8")


def test_an_exercise_reaches_only_what_is_listed() -> None:
    rule = AddressRule.of(["127.0.0.0/8", "::1"], only_listed=True)
    assert rule.admits("127.0.0.9")
    assert rule.admits("::1")
    assert not rule.admits("8.8.8.8")
    assert not rule.admits("2606:4700::1111")


@pytest.mark.parametrize(
    "text", ["", "localhost", "2130706433", "0x7f000001", "127.1", "fe80::1%eth0", "0127.0.0.1"]
)
def test_what_is_no_plain_public_address_is_refused(text: str) -> None:
    assert not AddressRule().admits(text)
