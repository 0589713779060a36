"""Where this copy of Loa keeps its data, so that two copies on one machine never meet.

It must not create anything; the supervisor does.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes; the rest is room for a lock file's suffix


def enterable(path: Path) -> bool:
    """Say whether any user of the machine may walk down to the path, as far as it exists."""
    return all(p.stat().st_mode & 0o001 for p in [path, *path.parents] if p.exists())


def copy_id() -> str:
    """Return a short name of this copy, derived from the folder it stands in."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def home() -> Path:
    """Return the data folder: LOA_HOME, else var/ of the checkout.

    As root the database server runs as an unprivileged user, so a checkout below a closed folder
    (such as a home of mode 0700) moves the data to the system's state folder.
    """
    if given := os.environ.get("LOA_HOME"):
        return Path(given).resolve()
    if os.geteuid() == 0 and not enterable(ROOT):
        return Path("/var/lib") / f"loa-{copy_id()}"
    return ROOT / "var"


def socket_dir() -> Path:
    """Return the folder of the database's Unix socket: below the data folder, or a short one in /tmp.

    It depends on nothing but the data folder and the user, so that every command finds the same one.
    """
    near = home() / "run"
    if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return near
    tag = hashlib.sha256(str(home()).encode()).hexdigest()[:12]
    return Path("/tmp") / f"loa-{os.geteuid()}-{tag}"  # noqa: S108  the owner and mode are checked at start
