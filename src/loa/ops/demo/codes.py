"""The second factor of a sample account, for whoever looks at the demo; never of a real person."""

from __future__ import annotations

from loa.desk.actions import current_code
from loa.ops import database
from loa.ops.errors import OpsError
from loa.units.models import Person


def current(name: str) -> str:
    """Return the code that the sample account's app shows now.

    Raises: OpsError when no demo runs or nobody has that name; NotASample for real accounts.
    """
    if not database.answers():
        raise OpsError("The demo does not run. Start it with `make demo` and leave it running.")
    email = name if "@" in name else f"{name}@demo.loa"
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        known = ", ".join(sorted(Person.objects.filter(is_sample=True).values_list("email", flat=True)))
        raise OpsError(f"There is no account {email}. Sample accounts: {known}.")
    return current_code(person)
