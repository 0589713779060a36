"""A newspaper on this machine: a real HTTP server whose pages a test writes, and which remembers who asked how."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Newspaper:
    """Answers by path; a path may hold bytes, a whole reply, or a function of the headers asked with."""

    pages: dict = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self):
        return [path for path, _ in self.asked]

    def feed(self, path, *items, language="vi"):
        """Publish a feed under a path: items are (number, title, text)."""
        entries = "".join(
            f"<item><guid>tin-{number}</guid><title>{title}</title><link>{self.url(f'/tin-{number}.html?utm_source=rss')}</link>"
            f"<pubDate>Thu, 30 Sep 2021 10:{number % 60:02}:00 +0700</pubDate><description>{text}</description></item>"
            for number, title, text in items
        )
        self.pages[path] = f"<rss version='2.0'><channel><title>Báo</title><language>{language}</language>{entries}</channel></rss>".encode()  # fmt: skip

    def reply(self, path, headers) -> Reply:
        self.asked.append((path, headers))
        page = self.pages.get(path)
        if callable(page):
            page = page(headers)
        if page is None:
            return 404, {}, b"khong co"
        return page if isinstance(page, tuple) else (200, {}, page)


def serve(paper: Newspaper) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = paper.reply(self.path, dict(self.headers))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            slow = headers.get("X-Slow")
            if "Content-Length" not in headers and not slow:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                if slow:
                    while True:
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        time.sleep(0.2)
                self.wfile.write(body)
            except OSError:
                pass

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    paper.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def http_day(seconds):
    return formatdate(seconds, usegmt=True)
