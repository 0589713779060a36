/* The worker that shows notifications (scope /push/); it keeps no page, asks nobody and tells nobody what was read.

   A correction takes the place of its original, which the same `tag` names, and makes itself heard once more. The same
   delivery come twice replaces itself in silence. */
(function () {
  "use strict";
  self.addEventListener("install", () => self.skipWaiting());

  const NOTHING_TOLD = { title: "Loa", text: "Có bản tin mới. Bấm để xem trên trang thông tin chính thức.", lines: "", url: "/", language: "vi", first: "loa" };

  function told(event) {
    try {
      return Object.assign({}, NOTHING_TOLD, event.data.json());
    } catch (error) {
      return NOTHING_TOLD;  // a browser must show something for each message, or it takes the permission away
    }
  }
  async function show(event) {
    const it = told(event), tag = it.first;
    const shown = await self.registration.getNotifications({ tag });
    const isSame = shown.some((one) => one.data && one.data.key === it.key);
    const options = {
      body: [it.text, it.lines].filter(Boolean).join("\n"),
      lang: it.language,
      dir: "ltr",
      tag,
      renotify: shown.length > 0 && !isSame,
      silent: isSame,
      requireInteraction: Boolean(it.urgent),
      data: { key: it.key, url: it.url, stop: it.stop },
    };
    if (it.words) options.actions = [{ action: "open", title: it.words.open }, { action: "stop", title: it.words.stop }];
    await self.registration.showNotification(it.title, options);
  }
  self.addEventListener("push", (event) => event.waitUntil(show(event)));

  /* A browser may exchange its subscription by itself. Residents' browsers say so, or nothing would reach them any more;
     a device of staff is turned on anew where its owner signs in. */
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  async function move(event) {
    const before = event.oldSubscription;
    if (!before || !self.registration.scope.endsWith("/push/")) return;
    const now = event.newSubscription || await self.registration.pushManager.subscribe(before.options);
    const { endpoint, keys } = now.toJSON(), key = text(now.options.applicationServerKey);
    const body = new URLSearchParams({ before: before.endpoint, endpoint, p256dh: keys.p256dh, auth: keys.auth, key });
    await fetch("/push/move/", { method: "POST", body, credentials: "omit" });
  }
  self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(move(event)));

  /* Only ever this site's own pages, whatever a message says. */
  async function open(address) {
    const asked = new URL(address || "/", self.location.origin);
    const here = self.location.origin + asked.pathname + asked.search;
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find((one) => one.url === here);
    return page ? page.focus() : self.clients.openWindow(here);
  }
  self.addEventListener("notificationclick", (event) => {
    const data = event.notification.data || {};
    event.notification.close();
    event.waitUntil(open(event.action === "stop" ? data.stop : data.url));
  });
})();
