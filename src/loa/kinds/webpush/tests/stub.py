"""What stands in for Google's push service in single calls, and for the part of Chromium that needs a real one."""

import json
from dataclasses import asdict

from loa.kinds.webpush import direct, queries
from loa.lib.safe_http import Policy, fetch

GOOGLE = "https://fcm.googleapis.com"


def play_google(monkeypatch, there):
    """Let single calls to Google's service reach one on this machine, signed for that one; all else is the product's."""

    def here(url, *, policy, headers, **more):
        word = direct._words.header(queries.live_key(), there.url, "tin@example.vn")
        own = Policy(listed=("127.0.0.0/8",), ports=frozenset(), max_bytes=policy.max_bytes)
        signed = headers | {"Authorization": word}
        return fetch(url.replace(GOOGLE, there.url), policy=own, headers=signed, **more)

    monkeypatch.setattr(direct, "fetch", here)


STUB = """(given) => {
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
  const asked = (window.pushAsked = []);
  const made = {
    endpoint: given.endpoint, options: { applicationServerKey: raw(given.key) },
    getKey: (name) => raw(given[name]), unsubscribe: () => Promise.resolve(true),
  };
  PushManager.prototype.subscribe = function (options) {
    asked.push({ visible: options.userVisibleOnly, key: options.applicationServerKey.length });
    localStorage.setItem("stub", "1");
    return Promise.resolve(made);
  };
  PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.getItem("stub") ? made : null);
}"""


def pretend(page, subscription):
    """Let the page's own `PushManager` answer with this subscription; `window.pushAsked` tells what it was asked."""
    page.add_init_script(f"({STUB})({json.dumps(asdict(subscription))})")
