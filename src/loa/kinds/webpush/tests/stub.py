"""What stands in for the part of Chromium that needs a real push service."""

import json
from dataclasses import asdict

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
