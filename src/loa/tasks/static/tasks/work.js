/* An officer's tasks on a phone: a tap or a word without network waits here (web/queue.js) and is sent once the line is back.

   Each has a key of its own, so that the server takes what is sent twice as one. A draft that is being typed stays on this
   machine too. Without this file, or on a machine that others use, the pages are plain forms that need the network. */
(function () {
  "use strict";
  const root = document.querySelector("[data-work]");
  if (!root || !("indexedDB" in window) || document.body.hasAttribute("data-shared-device")) return;
  const AGAIN = 30000, DAYS = 30 * 24 * 3600 * 1000, STEP = 10;
  const person = root.dataset.person;
  const final = (status, facts) => status === 404 || status === 422
    || ((status === 403 || status === 409) && Boolean(facts.code) && facts.code !== "form_expired");
  const queue = keptQueue({ database: "loa-work", store: "entries", key: "key", refuses: final, mine: (entry) => entry.person === person });
  const $ = (name) => root.querySelector("[data-work-" + name + "]");
  const forms = () => Array.from(root.querySelectorAll("form[data-kept]"));
  const lineOf = (name) => root.querySelector("[data-line='" + CSS.escape(name) + "']");

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* -- drafts of the page with words -- */
  const draftKey = (form) => "loa-draft:work:" + form.dataset.kept + ":" + person;
  const store = {
    put(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* full or closed */ } },
    get(key) { try { return localStorage.getItem(key); } catch (e) { return null; } },
    drop(key) { try { localStorage.removeItem(key); } catch (e) { /* closed */ } },
  };
  const DRAFTED = ["percent", "milestone", "text", "client_key"];
  function watchDraft(form) {
    const kept = JSON.parse(store.get(draftKey(form)) || "null");
    if (kept && !form.querySelector(".is-invalid")) {
      DRAFTED.forEach((name) => { if (form.elements[name] && kept[name] !== undefined) form.elements[name].value = kept[name]; });
    }
    $("drafted").hidden = false;
    form.addEventListener("input", () => {
      const values = DRAFTED.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
      store.put(draftKey(form), JSON.stringify(Object.fromEntries(values)));
    });
  }

  /* -- what waits -- */
  async function keep(form, button) {
    const data = new FormData(form);
    if (button && button.name) data.set(button.name, button.value);
    const fields = Array.from(data).filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    const photo = await keptPhoto.of(data.get("photo"));
    const action = new URL(form.action);
    const percent = data.get("percent") ? " (" + data.get("percent") + " %)" : "";
    const said = (button ? button.dataset.said || button.textContent.trim() : "") + percent;
    await queue.put({
      key: data.get("client_key"), path: action.pathname, page: location.pathname, line: form.dataset.kept, person, at: Date.now(),
      fields, photo, said, words: data.get("text") || "", title: document.title, refused: "",
    });
    form.elements.client_key.value = newKey();
    if (form.hasAttribute("data-work-draft")) { store.drop(draftKey(form)); form.reset(); form.elements.client_key.value = newKey(); }
  }
  function item(entry, more) {
    const line = document.createElement("li");
    line.textContent = [entry.said, entry.words.slice(0, 80), more].filter(Boolean).join(" · ");
    return line;
  }
  function refusal(entry) {
    const line = item(entry, entry.refused), button = document.createElement("button");
    button.type = "button"; button.className = "btn btn-sm"; button.textContent = $("refusals").dataset.textDrop;
    button.addEventListener("click", async () => { await queue.drop(entry.key); await paint(); });
    line.append(" ", button);
    return line;
  }
  /* The next tap goes on from what waits, not from what the server knew. */
  function step(form, waiting) {
    const button = form.querySelector("[data-step]");
    const told = waiting.flatMap((entry) => entry.fields).filter(([name]) => name === "percent").map(([, value]) => Number(value)).filter(Boolean);
    if (!button || !told.length) return;
    const last = told[told.length - 1];
    form.elements.seen.value = last;
    button.value = Math.min(last + STEP, 100);
    button.hidden = last >= 100;
  }
  async function paint() {
    const all = await queue.all(), mine = all.filter((entry) => entry.person === person);
    const waiting = mine.filter((entry) => !entry.refused), refused = mine.filter((entry) => entry.refused);
    const others = all.length - mine.length;
    $("box").hidden = !all.length;
    $("kept").hidden = !waiting.length;
    $("count").textContent = $("count").dataset.text.replace("{n}", waiting.length);
    $("list").replaceChildren(...waiting.map((entry) => item(entry, entry.photo ? entry.photo.name : "")));
    $("refused").hidden = !refused.length;
    $("refusals").replaceChildren(...refused.map(refusal));
    $("others").hidden = !others;
    $("others").textContent = $("others").dataset.text.replace("{n}", others);
    forms().forEach((form) => {
      const own = waiting.filter((entry) => entry.line === form.dataset.kept);
      const note = lineOf(form.dataset.kept).querySelector("[data-work-line]");
      if (note) {
        note.hidden = !own.length;
        note.querySelector("span").textContent = note.dataset.text + " " + own.map((entry) => entry.said).join(", ");
      }
      step(form, own);
    });
    return { waiting, refused };
  }
  let sending = false;
  async function send() {
    if (sending) return;
    sending = true;
    try {
      const results = await queue.sendAll();
      if (results.includes(queue.SENT)) { location.replace(location.pathname + location.search); return; }
      const { refused } = await paint();
      if (refused.length && results.includes(queue.REFUSED)) $("refused").focus();
    } finally {
      sending = false;
    }
  }
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-kept]")) return;
    event.preventDefault();
    if (form.dataset.keeping) return;
    form.dataset.keeping = "1";
    try {
      await keep(form, event.submitter);
    } catch (e) {
      form.submit();  // this browser keeps nothing: as without this file
      return;
    }
    delete form.dataset.keeping;
    await paint();
    await send();
    if (!$("kept").hidden) $("kept").focus();
  }, true);

  /* -- the page -- */
  const quietly = () => send().catch(() => { /* storage is closed: plain forms */ });
  async function start() {
    await queue.dropOlder(Date.now() - DAYS);
    forms().filter((form) => form.hasAttribute("data-work-draft")).forEach(watchDraft);
    await paint();
    if (new URLSearchParams(location.search).has("finish")) { const text = root.querySelector("[name=text]"); if (text) text.focus(); }
    await send();
  }
  window.addEventListener("online", quietly);
  setInterval(() => { if (navigator.onLine) quietly(); }, AGAIN);
  $("send").addEventListener("click", quietly);
  window.addEventListener("load", () => start().catch(() => { /* storage is closed: plain forms */ }));
})();
