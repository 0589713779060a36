"""Decide whether an IP address may be called: public ones, and those a policy lists by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ip_network("64:ff9b:1::/48")
_COMPATIBLE = ip_network("::/96")


@dataclass(frozen=True, slots=True)
class AddressRule:
    """Public addresses, and the listed networks beside them; with `only_listed` nothing but the listed ones."""

    listed: Sequence[IPv4Network | IPv6Network] = ()
    only_listed: bool = False

    @classmethod
    def of(cls, listed: Sequence[str], *, only_listed: bool = False) -> AddressRule:
        """Return the rule for networks written as text ("127.0.0.1", "10.1.0.0/16").

        Raises: ValueError when one is no network.
        """
        return cls(tuple(ip_network(text) for text in listed), only_listed)

    def admits(self, text: str) -> bool:
        """Tell whether this address may be called; what is no plain address may not."""
        try:
            address = ip_address(text)
        except ValueError:
            return False
        inner = _embedded(address)
        if any(inner in network for network in self.listed):
            return True
        return not self.only_listed and is_public(address)


def is_public(address: Address) -> bool:
    """Tell whether the address, and any address hidden inside it, is reachable by everybody.

    Source: the IANA special-purpose registries (RFC 6890), RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo).
    """
    inner = _embedded(address)
    if inner is not address:
        return is_public(inner)
    if isinstance(address, IPv6Address) and (address.is_site_local or address in _LOCAL_NAT64):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries, else the address itself."""
    if isinstance(address, IPv4Address) or address.is_loopback or address.is_unspecified:
        return address
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
