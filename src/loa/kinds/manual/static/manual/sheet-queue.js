/* Answers about run sheets that wait on this phone for the network; page and service worker share this file.

   One answer a sheet, under its path. The server takes one word a sheet, so sending twice is harmless. A sheet and its
   answer stay at most seven days. */
const sheetQueue = (function () {
  "use strict";
  const DAYS = 7 * 24 * 3600 * 1000;
  const PAGES = "loa-sheet ";  // a cache for each page: its path and when it was kept
  const KEPT = "kept", SENT = "sent", REFUSED = "refused";

  function open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open("loa-sheets", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: "path" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }
  async function within(mode, act) {
    const database = await open();
    try {
      return await new Promise((done, fail) => {
        const change = database.transaction("answers", mode);
        const asked = act(change.objectStore("answers"));
        change.oncomplete = () => done(asked.result);
        change.onerror = change.onabort = () => fail(change.error);
      });
    } finally {
      database.close();
    }
  }
  const put = (answer) => within("readwrite", (store) => store.put(answer));
  const get = (path) => within("readonly", (store) => store.get(path));
  const drop = (path) => within("readwrite", (store) => store.delete(path));
  const all = () => within("readonly", (store) => store.getAll());

  function body(answer, token) {
    const form = new FormData();
    answer.fields.forEach(([name, value]) => form.append(name, value));
    if (token) form.append("csrfmiddlewaretoken", token);
    if (answer.photo) form.append("photo", new File([answer.photo.data], answer.photo.name, { type: answer.photo.type }));
    return form;
  }

  /* The form token may be older than the cookie it belongs to: it is read anew from the page. */
  async function token(path) {
    const page = await fetch(path, { cache: "no-store", credentials: "same-origin" });
    const found = page.ok && /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text());
    return found ? found[1] : "";
  }

  async function words(answer) {
    const facts = await answer.json().catch(() => ({}));
    return (facts.errors || [facts.detail]).filter(Boolean).join(" ");
  }

  /* Sends one answer: sent, refused (the server's words are kept beside it) or still kept. */
  async function post(answer) {
    const form = body(answer, await token(answer.path));
    const told = await fetch(answer.path, { method: "POST", body: form, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    if (told.status === 204) {
      await drop(answer.path);
      return SENT;
    }
    if (told.status !== 404 && told.status !== 422) return KEPT;  // busy, away, signed out, a token that just changed
    await put(Object.assign({}, answer, { refused: (await words(told)) || String(told.status) }));
    return REFUSED;
  }

  async function sendOne(path) {
    const answer = await get(path);
    if (!answer) return SENT;
    if (answer.refused) return REFUSED;
    return post(answer).catch(() => KEPT);  // no network
  }

  /* Page and worker take turns where the browser can; elsewhere the server's "one word a sheet" is enough. */
  function send(path) {
    const act = () => sendOne(path);
    return navigator.locks ? navigator.locks.request("loa-sheets", act) : act();
  }
  async function sendAll() {
    const results = [];
    for (const answer of await all()) results.push(await send(answer.path));
    return results;
  }

  const cacheNames = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));
  const pathOf = (name) => name.split(" ")[1];
  const keptAt = (name) => Number(name.split(" ")[2]);
  async function forget(path) {
    const names = await cacheNames();
    await Promise.all(names.filter((name) => pathOf(name) === path).map((name) => caches.delete(name)));
  }
  async function clean() {
    const oldest = Date.now() - DAYS;
    const names = (await cacheNames()).filter((name) => !(keptAt(name) > oldest));
    await Promise.all(names.map((name) => caches.delete(name)));
    const old = (await all()).filter((answer) => !(answer.at > oldest));
    await Promise.all(old.map((answer) => drop(answer.path)));
  }

  return { PAGES, KEPT, SENT, REFUSED, put, get, drop, send, sendAll, forget, clean, cacheNames, pathOf, keptAt };
})();
