"""Sets up everything that Loa needs inside this folder; safe to repeat.

usage: python3 tools/bootstrap.py [--dev] [--browser]     (Python 3.11 or later, standard library only)

Each step prints one line and is skipped while its inputs are unchanged. A step that cannot be done ends with
a sentence that says what to do.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import os
import platform
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path

import browser
import fonts

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / ".loa"
OLDEST = (3, 11)
UV = "0.13.8"
HOST = "https://files.pythonhosted.org/packages"
UV_WHEELS = {  # machine: (address, sha256), from the package index
    "x86_64": (
        f"{HOST}/c5/32/52ee34636aea1ab3f8baeeae1c3599461b8cddfb379862cc72ac61b8d91c/uv-{UV}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984",
    ),
    "aarch64": (
        f"{HOST}/80/ce/f5eba24d8ec7fa566f9d50d1a69dbf9510137c30366b9f16dbeaf9b9dae4/uv-{UV}-py3-none-manylinux_2_28_aarch64.whl",
        "5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203",
    ),
}


class CannotGoOn(Exception):
    """A step cannot be done; the text says what to do."""


def say(step: str, text: str) -> None:
    """Print one line about a step."""
    print(f"  {step:<9} {text}", flush=True)


def run(command: Iterable[str | Path], advice: str, **env: str) -> None:
    """Run a program quietly.

    Raises: CannotGoOn with its last words and the advice when it fails.
    """
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise CannotGoOn(f"`{' '.join(words)}` failed:\n{last}\n{advice}")


def digest(*inputs: Path, extra: str = "") -> str:
    """Return a digest of files and a text."""
    total = hashlib.sha256(extra.encode())
    for path in inputs:
        total.update(path.read_bytes())
    return total.hexdigest()


def fresh(step: str, inputs: str) -> bool:
    """Say whether a step was done with these inputs."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == inputs


def mark(step: str, inputs: str) -> None:
    """Note that a step was done with these inputs."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(inputs)


def check_python() -> None:
    """Refuse an old Python."""
    if sys.version_info < OLDEST:
        raise CannotGoOn(
            f"Loa needs Python {OLDEST[0]}.{OLDEST[1]} or later; this is {platform.python_version()}. "
            "Install a newer one and run `make PYTHON=/path/to/python3 …`."
        )


def make_environment() -> None:
    """Make .venv with uv in it, by venv and pip where they exist, else by the uv wheel alone."""
    if works(BIN / "python") and works(BIN / "uv"):
        say("python", f"{platform.python_version()}, .venv and uv are there")
        return
    began = time.monotonic()
    if not works(BIN / "python"):
        shutil.rmtree(VENV, ignore_errors=True)
        if not has_venv():
            uv_from_wheel(("venv", "--python", sys.executable, str(VENV)))
        else:
            advice = "Install the system's venv package (Debian: `apt install python3-venv`) and repeat."
            run([sys.executable, "-m", "venv", VENV], advice)
    if not works(BIN / "uv") and not uv_by_pip():
        uv_from_wheel(())
    say("python", f"{platform.python_version()}, .venv made with uv {UV} in {time.monotonic() - began:.1f} s")


def works(program: Path) -> bool:
    """Say whether a program starts."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def has_venv() -> bool:
    """Say whether this Python can make environments with pip (Debian ships it without)."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def uv_by_pip() -> bool:
    """Install uv with the environment's own pip; return False when there is none or it fails."""
    command = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def uv_from_wheel(arguments: tuple[str, ...]) -> None:
    """Fetch the pinned uv, run it with the arguments, and leave it in .venv/bin.

    Raises: CannotGoOn when the machine is not known, the network refuses or the hash differs.
    """
    if platform.machine() not in UV_WHEELS:
        raise CannotGoOn(
            f"No uv is pinned for {platform.machine()}. Install python3-venv and pip, then repeat."
        )
    address, wanted = UV_WHEELS[platform.machine()]
    say("uv", f"fetching {address.rsplit('/', 1)[1]}")
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            wheel = answer.read()
    except (OSError, urllib.error.URLError) as error:
        raise CannotGoOn(
            f"uv could not be fetched ({error}). Check the network, or install python3-venv and pip, then repeat."
        ) from error
    if hashlib.sha256(wheel).hexdigest() != wanted:
        raise CannotGoOn(
            "The fetched uv is not the pinned one; it was thrown away. Try again from another network."
        )
    place = ROOT / ".venv.uv"
    place.mkdir(exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        (place / "uv").write_bytes(archive.read(name))
    (place / "uv").chmod(0o755)
    try:
        if arguments:
            run([place / "uv", *arguments], "See what uv says above, mend it and repeat.")
        shutil.copy2(place / "uv", BIN / "uv")
    finally:
        shutil.rmtree(place)


def install_packages(*, dev: bool) -> None:
    """Install what uv.lock names to run the product, for tests and checks the rest too; nothing is taken away."""
    inputs = digest(ROOT / "uv.lock", ROOT / "pyproject.toml", extra=platform.python_version())
    if fresh("packages-dev", inputs) or (fresh("packages", inputs) and not dev):
        say("packages", "unchanged")
        return
    began = time.monotonic()
    say("packages", f"installing what uv.lock names to {'test and check' if dev else 'run'} it …")
    command = [BIN / "uv", "sync", "--frozen", "--inexact", "--quiet", "--python", BIN / "python"]
    groups = ["--no-default-groups", "--group", "dev" if dev else "build"]
    advice = "Check the network and repeat; what was fetched is kept."
    run([*command, *groups], advice, UV_PROJECT_ENVIRONMENT=str(VENV))
    mark("packages-dev" if dev else "packages", inputs)
    say("packages", f"installed in {time.monotonic() - began:.1f} s")


def install_frontend() -> None:
    """Install the front-end packages with the wheel's Node and copy the few files served."""
    lock = ROOT / "package-lock.json"
    inputs = digest(ROOT / "package.json", lock, ROOT / "tools" / "vendor.py")
    if fresh("frontend", inputs) and (ROOT / "static" / "vendor" / "htmx").exists():
        say("frontend", "unchanged")
        return
    began = time.monotonic()
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [BIN / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(command, "Check the network and repeat.", PATH=path)
    run([BIN / "python", ROOT / "tools" / "vendor.py"], "Delete node_modules and repeat.")
    mark("frontend", inputs)
    say("frontend", f"installed in {time.monotonic() - began:.1f} s")


def compile_messages() -> None:
    """Compile the translations."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    inputs = digest(*sources)
    if fresh("messages", inputs) and all(po.with_suffix(".mo").exists() for po in sources):
        say("messages", "unchanged")
        return
    command = [BIN / "python", ROOT / "tools" / "messages.py", "compile"]
    run(command, "Correct the translation file named above and repeat.")
    mark("messages", inputs)
    say("messages", f"{len(sources)} translations compiled")


def have_fonts() -> None:
    """Find the fonts of printed pages or install them; only say so where neither can be done."""
    found = fonts.find()
    for package in ("fonts-liberation2", "fonts-liberation"):  # version 2 under its old and its new name
        if not found and os.geteuid() == 0 and shutil.which("apt-get"):
            say("fonts", f"installing {package} with apt …")
            apt(package)
            found = fonts.find()
    missing = (
        "no Liberation 2 fonts: PDF pages use another font (install fonts-liberation2, or set LOA_FONTS)"
    )
    say("fonts", f"Liberation in {found}" if found else missing)


def have_browser() -> None:
    """Find a Chromium or install one; browser tests never run without.

    Raises: CannotGoOn when none can be had.
    """
    found = browser.find()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        say("browser", "installing chromium with apt …")
        apt("chromium")
        found = browser.find()
    if not found:
        say("browser", "downloading Chromium with Playwright …")
        advice = "Install a Chromium, or set LOA_CHROMIUM to its path, then repeat."
        run([BIN / "playwright", "install", "chromium"], advice)
        found = browser.find()
    if not found:
        raise CannotGoOn(
            "No Chromium can be found after its installation. Set LOA_CHROMIUM to its path, then repeat."
        )
    if words := browser.trouble(found):
        advice = "Install the library that it names (`.venv/bin/playwright install-deps chromium` as root), or correct LOA_CHROMIUM."
        raise CannotGoOn(f"{found} does not start: {words.splitlines()[-1]}\n{advice}")
    say("browser", str(found))


def have_mosquitto() -> None:
    """Find a mosquitto or install one; without it the tests of the large broker are left out, and say so."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        say("broker", "installing mosquitto with apt …")
        apt("mosquitto")
        found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    say("broker", found or "no mosquitto: only the built-in broker is tested")


def apt(package: str) -> None:
    """Install a Debian package; a failure is left to the caller to notice."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", package)):
        subprocess.run(["apt-get", *words], env=quiet, capture_output=True, check=False)  # noqa: S607  found on PATH above


def main() -> int:
    """Do every step; return 1 with a sentence when one cannot be done."""
    parser = argparse.ArgumentParser(description="Set up everything that Loa needs inside this folder.")
    parser.add_argument("--dev", action="store_true", help="also install what checks and tests need")
    parser.add_argument(
        "--browser", action="store_true", help="the same, and find or install Chromium for the browser tests"
    )
    options = parser.parse_args()
    print("set-up:", flush=True)
    try:
        check_python()
        make_environment()
        install_packages(dev=options.dev or options.browser)
        install_frontend()
        compile_messages()
        have_fonts()
        if options.browser:
            have_browser()
            have_mosquitto()
    except CannotGoOn as reason:
        print(f"\nset-up stopped: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
