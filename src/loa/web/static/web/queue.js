/* What waits on this device for the network: answers to forms, kept by the browser and sent in order once the line is back.

   A room makes its own queue: keptQueue({ database, store, key, refuses, mine }). `key` names the field by which an answer is
   known; the server takes the same answer twice as one. Answers of one `line` (the same thing) keep their order; those that
   are not `mine` wait for who gave them. A page and a service worker may share this file. */
const keptQueue = function (options) {
  "use strict";
  const KEPT = "kept", SENT = "sent", REFUSED = "refused";
  const mine = options.mine || (() => true);
  const refuses = options.refuses || ((status) => status === 404 || status === 422);

  function open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(options.database, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(options.store, { keyPath: options.key });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }
  async function within(mode, act) {
    const database = await open();
    try {
      return await new Promise((done, fail) => {
        const change = database.transaction(options.store, mode);
        const asked = act(change.objectStore(options.store));
        change.oncomplete = () => done(asked.result);
        change.onerror = change.onabort = () => fail(change.error);
      });
    } finally {
      database.close();
    }
  }
  const put = (answer) => within("readwrite", (store) => store.put(answer));
  const get = (key) => within("readonly", (store) => store.get(key));
  const drop = (key) => within("readwrite", (store) => store.delete(key));
  const all = async () => (await within("readonly", (store) => store.getAll())).sort((a, b) => a.at - b.at);

  function body(answer, token) {
    const form = new FormData();
    answer.fields.forEach(([name, value]) => form.append(name, value));
    if (token) form.append("csrfmiddlewaretoken", token);
    if (answer.photo) form.append("photo", new File([answer.photo.data], answer.photo.name, { type: answer.photo.type }));
    return form;
  }

  /* The form token may be older than the cookie it belongs to: it is read anew from the answer's page. */
  async function token(path) {
    const page = await fetch(path, { cache: "no-store", credentials: "same-origin" });
    const found = page.ok && /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text());
    return found ? found[1] : "";
  }
  const words = (facts) => (facts.errors || [facts.detail]).filter(Boolean).join(" ");

  /* Sends one answer: sent, refused (the server's words are kept beside it) or still kept. */
  async function post(answer) {
    const form = body(answer, await token(answer.page || answer.path));
    const told = await fetch(answer.path, { method: "POST", body: form, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    if (told.status === 204) {
      await drop(answer[options.key]);
      return SENT;
    }
    const facts = await told.json().catch(() => ({}));
    if (!refuses(told.status, facts)) return KEPT;  // busy, away, signed out, a token that just changed
    await put(Object.assign({}, answer, { refused: words(facts) || String(told.status) }));
    return REFUSED;
  }

  async function sendOne(key) {
    const answer = await get(key);
    if (!answer) return SENT;
    if (answer.refused) return REFUSED;
    return post(answer).catch(() => KEPT);  // no network
  }

  /* Pages and worker take turns where the browser can; elsewhere it is enough that the server takes each answer once. */
  function send(key) {
    const act = () => sendOne(key);
    return navigator.locks ? navigator.locks.request(options.database, act) : act();
  }
  async function sendAll() {
    const results = [], held = new Set();
    for (const answer of (await all()).filter(mine)) {
      const line = answer.line || answer[options.key];
      const result = held.has(line) ? KEPT : await send(answer[options.key]);
      if (result === KEPT) held.add(line);
      results.push(result);
    }
    return results;
  }
  async function dropOlder(than) {
    const old = (await all()).filter((answer) => !(answer.at > than));
    await Promise.all(old.map((answer) => drop(answer[options.key])));
  }

  return { KEPT, SENT, REFUSED, put, get, drop, all, send, sendAll, dropOlder };
};
