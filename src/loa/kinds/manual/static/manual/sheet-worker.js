/* The service worker of run sheets (scope /sheet/): keeps the pages that were opened and what they need, nothing else.

   The network always goes first, so that a corrected or withdrawn text is never shown from here while it can be known. */
(function () {
  "use strict";
  const PATIENCE = 6000;  // milliseconds until a weak network counts as none
  const old = new Set();  // pages that were last shown from here

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  async function keep(path, needs) {
    const page = await fetch(path, { cache: "no-store", credentials: "same-origin" });
    if (!page.ok) return;
    await sheetQueue.forget(path);
    const store = await caches.open(sheetQueue.PAGES + path + " " + Date.now());
    await store.put(path, page);
    await Promise.all(needs.map((url) => store.add(url).catch(() => {})));  // a font may be missing
  }
  async function kept(path) {
    for (const name of await sheetQueue.cacheNames()) {
      const found = await (await caches.open(name)).match(path);
      if (found) return found;
    }
    return undefined;
  }
  async function answer(request, path) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    const saved = await kept(path);
    try {
      const fresh = await fetch(request, saved ? { signal: stop.signal } : {});
      old.delete(path);
      return fresh;
    } catch (error) {
      if (!saved) throw error;
      old.add(path);
      return saved;
    } finally {
      clearTimeout(clock);
    }
  }

  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    const isPage = event.request.mode === "navigate" && url.pathname.startsWith("/sheet/");
    const isNeed = url.pathname.startsWith("/static/");
    if (event.request.method !== "GET" || url.origin !== self.location.origin || !(isPage || isNeed)) return;
    event.respondWith(answer(event.request, url.pathname));
  });

  async function take(path, needs) {
    await sheetQueue.clean();
    if (!old.has(path)) await keep(path, needs).catch(() => {});  // the network went away meanwhile
    return { path, isOld: old.has(path) };
  }
  self.addEventListener("message", (event) => {
    const { path, needs } = event.data || {};
    if (path && needs) event.waitUntil(take(path, needs).then((told) => event.source.postMessage(told)));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "loa-sheets") return;
    event.waitUntil(sheetQueue.sendAll().then((results) => {
      if (results.includes(sheetQueue.KEPT)) throw new Error("still no network");  // the browser tries again
      return self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage({ sent: true })));
    }));
  });
})();
