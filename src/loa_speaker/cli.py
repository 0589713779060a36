"""`loa-speaker`: enrol, run, status, simulate. Exit 0 done, 1 cannot (with a sentence), 2 wrongly called, 130 stopped."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loa_speaker import VERSION
from loa_speaker.enrol import enrol
from loa_speaker.errors import SpeakerError
from loa_speaker.home import Home
from loa_speaker.line_http import EVERY
from loa_speaker.running import run
from loa_speaker.status import in_words, status
from loa_speaker.text import explain, language, say

HOME = "/var/lib/loa-speaker"
CANNOT, STOPPED = 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program."""
    parsed = _parser().parse_args(arguments)
    lang = language(parsed.lang)
    try:
        result: int = parsed.do(parsed, lang)
    except SpeakerError as error:
        _fail(parsed, error.code, explain(lang, error))
        return CANNOT
    except OSError as error:
        facts = {"home": str(getattr(parsed, "home", "")), "detail": str(error)}
        _fail(parsed, "bad_home", say(lang, "bad_home", **facts))
        return CANNOT
    except KeyboardInterrupt:
        return STOPPED
    return result


def _fail(parsed: argparse.Namespace, code: str, text: str) -> None:
    if parsed.json:
        _out(json.dumps({"error": code, "text": text}, ensure_ascii=False))
    sys.stderr.write(text + "\n")


def _out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _notice(parsed: argparse.Namespace) -> Any:
    """Return who tells what happens: JSON on standard output, or short lines on standard error."""

    def tell(event: str, **facts: object) -> None:
        if parsed.json:
            _out(json.dumps({"event": event, "at": int(time.time() * 1000)} | facts, ensure_ascii=False))
        elif not parsed.quiet:
            words = " ".join(f"{name}={value}" for name, value in facts.items())
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {event} {words}\n")

    return tell


def _enrol(parsed: argparse.Namespace, lang: str) -> int:
    home = Home(parsed.home)
    identity = enrol(
        home,
        parsed.server_option or parsed.server,
        parsed.code_option or parsed.code,
        serial=parsed.serial or _serial(),
        model=parsed.model or _model(),
        again=parsed.again,
        plain=parsed.plain_http,
        ca=parsed.ca,
    )
    facts = {"device": identity.device, "cluster": identity.cluster, "home": str(home.folder)}
    _out(json.dumps(facts, ensure_ascii=False) if parsed.json else say(lang, "enrolled", **facts))
    return 0


def _serial() -> str:
    return _read("/sys/firmware/devicetree/base/serial-number") or _read("/etc/machine-id")[:16]


def _model() -> str:
    return _read("/sys/firmware/devicetree/base/model")


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip("\0\n ")
    except OSError:
        return ""


def _run(parsed: argparse.Namespace, _lang: str) -> int:
    work = run(
        Home(parsed.home),
        _notice(parsed),
        player=parsed.player,
        ca=parsed.ca,
        every=parsed.every,
        shift=round(parsed.shift_clock * 1000),
        spread=round(parsed.spread * 1000),
    )
    asyncio.run(work)
    return 0


def _status(parsed: argparse.Namespace, lang: str) -> int:
    facts = status(Home(parsed.home))
    _out(json.dumps(facts, ensure_ascii=False) if parsed.json else in_words(facts, lang))
    return 0


def _simulate(parsed: argparse.Namespace, _lang: str) -> int:
    try:
        from loa_speaker.simulation import simulate  # noqa: PLC0415  only here is the decoder needed
    except ImportError as error:
        raise SpeakerError("no_decoder") from error
    return asyncio.run(simulate(parsed, _notice(parsed)))


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="kết quả dạng JSON / print JSON")
    shared.add_argument("--lang", choices=["vi", "en"], default="", help="ngôn ngữ / language (else by LANG)")
    shared.add_argument("--quiet", action="store_true", help="không in diễn biến / print no events")
    shared.add_argument(
        "--ca", type=Path, help="chứng thư gốc riêng / a certificate authority of your own (PEM)"
    )
    parser = argparse.ArgumentParser(
        prog="loa-speaker", description="Chương trình trên thiết bị loa / the program on a loudspeaker (Loa)."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="enrol | run | status | simulate")
    _add_enrol(
        commands.add_parser(
            "enrol", parents=[shared], help="đăng ký bằng mã một lần / enrol with a one-time code"
        )
    )
    _add_run(commands.add_parser("run", parents=[shared], help="chạy thiết bị / run the device"))
    each = commands.add_parser("status", parents=[shared], help="tình trạng thiết bị / how the device stands")
    each.add_argument("--home", type=Path, default=Path(HOME))
    each.set_defaults(do=_status)
    _add_simulate(
        commands.add_parser(
            "simulate", parents=[shared], help="giả lập nhiều thiết bị / simulate many devices"
        )
    )
    return parser


def _add_enrol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "server", nargs="?", default="", metavar="SERVER", help="địa chỉ máy chủ / the server's address"
    )
    parser.add_argument("code", nargs="?", default="", metavar="CODE", help="mã một lần / the one-time code")
    parser.add_argument("--server", dest="server_option", default="", help=argparse.SUPPRESS)
    parser.add_argument("--code", dest="code_option", default="", help=argparse.SUPPRESS)
    parser.add_argument(
        "--home", type=Path, default=Path(HOME), help="thư mục của thiết bị / the device's folder"
    )
    parser.add_argument("--serial", default="")
    parser.add_argument("--model", default="")
    parser.add_argument(
        "--again",
        action="store_true",
        help="bỏ thiết bị cũ, tạo khóa mới / drop the old device, make a new key",
    )
    parser.add_argument("--plain-http", action="store_true", help="cho phép http:// / allow http://")
    parser.set_defaults(do=_enrol)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", type=Path, default=Path(HOME), help="thư mục của thiết bị / the device's folder"
    )
    parser.add_argument("--player", default="", help="mpv, ffplay, mpg123, cvlc, simulated")
    _add_every(parser)
    parser.add_argument(
        "--spread",
        type=float,
        default=1800.0,
        help="giây để giãn việc tải / seconds over which downloads spread",
    )
    parser.add_argument(
        "--shift-clock",
        type=float,
        default=0.0,
        help="giây lệch đồng hồ, để thử / seconds to shift the clock, for tests",
    )
    parser.set_defaults(do=_run)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    _add_members(parser)
    _add_pace(parser)
    _add_troubles(parser)
    parser.set_defaults(do=_simulate)


def _add_members(parser: argparse.ArgumentParser) -> None:
    """Who is simulated, and where it is kept."""
    parser.add_argument(
        "--homes", type=Path, help="thư mục gồm nhiều thiết bị / a folder of many enrolled homes"
    )
    parser.add_argument("--identities", type=Path, help="tệp JSON các thiết bị / a JSON file of devices")
    parser.add_argument(
        "--codes", type=Path, help="tệp mã một lần, mỗi dòng một mã / a file of one-time codes, one a line"
    )
    parser.add_argument("--server", default="", help="máy chủ, khi có --codes / the server, with --codes")
    parser.add_argument("--count", type=int, help="số thiết bị / how many devices")
    parser.add_argument(
        "--state", type=Path, help="giữ trạng thái trong tệp SQLite / keep state in an SQLite file"
    )
    parser.add_argument(
        "--memory", action="store_true", help="chỉ giữ trong bộ nhớ (mặc định) / keep nothing (the default)"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("loa-speakers"),
        help="thư mục âm thanh chung / the shared audio folder",
    )


def _add_pace(parser: argparse.ArgumentParser) -> None:
    """How fast things go, and for how long."""
    parser.add_argument(
        "--speed", type=float, default=1.0, help="phát nhanh gấp mấy lần / how many times as fast plays sound"
    )
    parser.add_argument("--beat", type=float, help="giây giữa hai nhịp / seconds between heartbeats")
    _add_every(parser)
    parser.add_argument(
        "--for", dest="seconds", type=float, help="dừng sau số giây / stop after so many seconds"
    )


def _add_every(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--every",
        type=float,
        default=EVERY,
        help="giây giữa hai lần hỏi qua HTTPS / seconds between HTTPS pulls",
    )


def _add_troubles(parser: argparse.ArgumentParser) -> None:
    """What goes wrong on purpose."""
    parser.add_argument(
        "--offline", action="append", default=[], metavar="DEVICE:FROM:TO", help="mất mạng / without network"
    )
    parser.add_argument(
        "--skew", action="append", default=[], metavar="DEVICE:SECONDS", help="lệch đồng hồ / a wrong clock"
    )
    parser.add_argument(
        "--replay",
        action="append",
        default=[],
        metavar="DEVICE",
        help="nghe lại lệnh cũ / old commands again",
    )


if __name__ == "__main__":
    sys.exit(main())
