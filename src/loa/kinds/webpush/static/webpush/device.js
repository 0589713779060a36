/* A browser's own part in notifications: its worker, its subscription, what it hands over. Shared by the pages that
   turn notifications on; each has a scope, and so a subscription, of its own. */
const loaPush = (function () {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  async function running(worker, scope) {
    const found = await navigator.serviceWorker.register(worker, { scope });
    const starting = found.installing || found.waiting;
    if (!found.active && starting) {
      await new Promise((go, stop) => starting.addEventListener("statechange", () => {
        if (starting.state === "activated") go();
        if (starting.state === "redundant") stop(new Error("no worker"));
      }));
    }
    return found;
  }
  /* The subscription of this browser under the site's key; made where there is none or only one for an old key. */
  async function subscribed(worker, scope, key) {
    const manager = (await running(worker, scope)).pushManager;
    const old = await manager.getSubscription();
    const same = old && old.options.applicationServerKey && text(old.options.applicationServerKey) === key;
    if (same) return old;
    if (old) await old.unsubscribe();
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  }
  async function current(scope) {
    const found = await navigator.serviceWorker.getRegistration(scope);
    return found && found.pushManager ? found.pushManager.getSubscription() : null;
  }
  function hand(data, subscription, key) {
    data.set("endpoint", subscription.endpoint);
    data.set("p256dh", text(subscription.getKey("p256dh")));
    data.set("auth", text(subscription.getKey("auth")));
    data.set("key", key);
    return data;
  }
  /* Posts and returns what the server says; a refusal carries its words. */
  async function post(url, data, token) {
    data.set("csrfmiddlewaretoken", token);
    const answer = await fetch(url, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    throw Object.assign(new Error("refused"), { words: (told.errors || [told.detail]).filter(Boolean).join(" ") });
  }
  /* One press, one act: the button says so while it works, and whatever goes wrong is handed to `refuse`. */
  function onPress(button, act, refuse) {
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      const label = button.textContent;
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset.busy;
      try {
        await act();
      } catch (error) {
        refuse(error.words || "");
      } finally {
        button.removeAttribute("aria-disabled");
        button.textContent = label;
      }
    });
  }
  return { can, subscribed, current, hand, post, onPress };
})();
