"""Who must have a second factor, and what counts as one."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from loa.units.permissions import Permission
from loa.units.rules.roles import needs_second_factor

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have_second_factor(rights: Iterable[Permission]) -> bool:
    """Say whether any of a person's rights (in any post) may only be used with a second factor."""
    return needs_second_factor(frozenset(rights))
