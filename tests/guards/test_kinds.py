"""Every registered channel kind keeps the contract of `loa.channels.contract`."""

import pytest

from loa.channels import registry
from loa.channels.contract import violations


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.key)
def test_the_kind_keeps_the_contract(kind):
    assert violations(kind) == []
