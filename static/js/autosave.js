/* Drafts: to the server every five seconds and on leaving a field; on this machine when the server is away.

   A form with data-autosave="address" is sent there as it is. The server answers
   200 {"saved_at": "14:03", "version": 7}; 409 when another person saved in between: nothing is overwritten, what was
   typed is kept there as this person's own, and goes on being kept, there and here. */
(function () {
  "use strict";
  const EVERY = 5000;
  const SKIP = new Set(["csrfmiddlewaretoken", "idempotency_key", "version"]);
  const isShared = () => document.body.hasAttribute("data-shared-device");
  const keyOf = (form) => "loa-draft:" + form.dataset.autosave;

  const store = {
    put(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* full or closed */ } },
    get(key) { try { return localStorage.getItem(key); } catch (e) { return null; } },
    drop(key) { try { localStorage.removeItem(key); } catch (e) { /* closed */ } },
    wipe() { try { Object.keys(localStorage).filter((k) => k.startsWith("loa-draft:")).forEach((k) => localStorage.removeItem(k)); } catch (e) { /* closed */ } },
  };
  if (isShared()) store.wipe();

  function valuesOf(form) {
    return Array.from(new FormData(form)).filter(([name, value]) => !SKIP.has(name) && typeof value === "string");
  }
  const signature = (form) => JSON.stringify(valuesOf(form));

  function say(form, state, extra) {
    const line = form.querySelector("[data-saved]");
    if (!line) return;
    const text = line.querySelector("[data-saved-text]");
    const name = state === "offline" && isShared() ? "offline-shared" : state;
    line.dataset.state = state;
    text.textContent = line.getAttribute("data-text-" + name) + (extra ? " " + extra : "");
    if (state === "conflict") {
      const link = document.createElement("a");
      link.href = location.pathname; link.target = "_blank"; link.rel = "noopener";
      link.textContent = line.getAttribute("data-text-conflict-link");
      text.append(" ", link);
    }
  }

  const versionOf = (form) => (form.querySelector("[name=version]") || { value: "" }).value;
  const keep = (form) => store.put(keyOf(form), JSON.stringify({ version: versionOf(form), values: valuesOf(form) }));

  function fill(form, values) {
    const names = new Set(values.map(([name]) => name));
    Array.from(form.elements).forEach((field) => {
      if (!field.name || SKIP.has(field.name) || field.type === "file" || field.type === "hidden") return;
      const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (names.has(field.name)) field.value = mine[0];
    });
    say(form, "restored");
  }

  function offer(form, values) {
    say(form, "older");
    const line = form.querySelector("[data-saved]");
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button"; made.className = "btn btn-sm"; made.textContent = line.getAttribute("data-text-" + name);
      made.addEventListener("click", () => { line.querySelectorAll("button").forEach((b) => b.remove()); act(); });
      line.append(made);
    };
    button("restore", () => fill(form, values));
    button("drop", () => { store.drop(keyOf(form)); say(form, "ready"); });
  }

  /* A draft of the version on screen comes back by itself; one of an older version only when asked for. */
  function restore(form) {
    const kept = JSON.parse(store.get(keyOf(form)) || "null");
    if (!kept || JSON.stringify(kept.values) === signature(form)) return;
    if (kept.version === versionOf(form)) fill(form, kept.values);
    else if (form.querySelector("[data-saved]")) offer(form, kept.values);
  }

  /* A submitted draft is dropped once the server has led on to another page. */
  function settleSubmitted() {
    let key = null;
    try { key = sessionStorage.getItem("loa-submitted"); sessionStorage.removeItem("loa-submitted"); } catch (e) { /* closed */ }
    const stillHere = Array.from(document.querySelectorAll("form[data-autosave]")).some((form) => keyOf(form) === key);
    if (key && !stillHere) store.drop(key);
  }

  function watch(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "1";
    let saved = signature(form), running = false, conflict = false;
    if (!isShared()) restore(form);

    async function save() {
      const now = signature(form);
      if (running || now === saved || form.dataset.sent) return;
      running = true;
      if (!conflict) say(form, "saving");
      if (!isShared()) keep(form);
      try {
        const body = new FormData(form);
        body.delete("idempotency_key");  // each draft is another request than the one the button sends
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.status === 409) { conflict = true; saved = now; say(form, "conflict"); return; }
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const facts = await answer.json();
        const version = form.querySelector("[name=version]");
        if (version && facts.version !== undefined) version.value = facts.version;
        saved = now;
        store.drop(keyOf(form));
        say(form, "saved", facts.saved_at);
      } catch (e) {
        say(form, "offline");
      } finally {
        running = false;
      }
    }
    setInterval(save, EVERY);
    form.addEventListener("focusout", save);
    form.addEventListener("submit", () => {
      if (isShared()) return;
      keep(form);
      try { sessionStorage.setItem("loa-submitted", keyOf(form)); } catch (e) { /* closed */ }
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    window.addEventListener("pagehide", () => { if (!isShared() && signature(form) !== saved) keep(form); });
  }

  const start = (root) => root.querySelectorAll("form[data-autosave]").forEach(watch);
  settleSubmitted();
  start(document);
  document.addEventListener("loa:prepared", (event) => start(event.detail || document));
})();
