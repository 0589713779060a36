/* A run sheet on a phone: answerable without network once it was opened, and on its keeper's page readable as well.

   A page of the desk (data-sheet-desk) is kept nowhere, only the answer waits. Without this file, or on a machine that
   others use too, the page is a plain form that needs the network. */
(function () {
  "use strict";
  const root = document.querySelector("[data-sheet]");
  const can = "indexedDB" in window && "fetch" in window && "caches" in window && "serviceWorker" in navigator;
  if (!root || !can || document.body.hasAttribute("data-shared-device")) return;
  const $ = (name) => root.querySelector("[data-sheet-" + name + "]");
  const path = location.pathname, AGAIN = 30000;
  const form = $("form") && $("form").querySelector("form");
  const two = (n) => String(n).padStart(2, "0");
  const clock = (ms) => { const d = new Date(ms); return two(d.getHours()) + ":" + two(d.getMinutes()) + " " + two(d.getDate()) + "/" + two(d.getMonth() + 1) + "/" + d.getFullYear(); };
  const show = (name, shown) => { if ($(name)) $(name).hidden = !shown; };

  /* -- the answer -- */
  async function keepAnswer() {
    const at = Date.now(), data = new FormData(form), choice = form.querySelector("[name=done]:checked");
    data.set("happened_at", new Date(at).toISOString());
    const fields = Array.from(data).filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    const photo = await keptPhoto.of(data.get("photo"));
    await sheetQueue.put({ path, at, fields, photo, said: choice ? choice.labels[0].textContent.trim() : "", refused: "" });
  }
  const isDesk = root.hasAttribute("data-sheet-desk");
  const ready = () => isDesk ? navigator.serviceWorker.getRegistration("/sheet/") : navigator.serviceWorker.ready;
  async function askForSync() {
    try { await (await ready()).sync.register("loa-sheets"); } catch (e) { /* not in this browser */ }
  }
  async function paint() {
    const answer = await sheetQueue.get(path), refused = Boolean(answer && answer.refused);
    show("form", !answer || refused);
    show("kept", answer && !refused);
    show("refused", refused);
    if (!answer) return;
    $("answer").textContent = [answer.said, clock(answer.at), answer.photo ? answer.photo.name : ""].filter(Boolean).join(" · ");
    $("why").textContent = answer.refused;
  }
  let sending = false;
  async function send() {
    if (sending || !(await sheetQueue.get(path))) return;
    sending = true;
    try {
      const result = await sheetQueue.send(path);
      if (result === sheetQueue.SENT) { location.replace(path); return; }
      await paint();
      if (result === sheetQueue.KEPT) await askForSync();
      if (result === sheetQueue.REFUSED) $("refused").focus();
    } finally {
      sending = false;
    }
  }
  if (form) form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await keepAnswer();
    } catch (e) {
      form.submit();  // this browser keeps nothing: as without this file
      return;
    }
    await send();
    await paint();
    button.removeAttribute("aria-disabled");
    if (!$("kept").hidden) $("kept").focus();
  });

  /* -- the page -- */
  let isOld = false;
  async function sayIfOld() {
    const name = (await sheetQueue.cacheNames()).filter((one) => sheetQueue.pathOf(one) === path).pop();
    const old = root.dataset.until && Date.parse(root.dataset.until) < Date.now();
    show("expired", old && root.dataset.sheet === "open" && !root.querySelector(".p-note-warn[role=alert]"));
    show("offline", Boolean(name) && (isOld || !navigator.onLine));
    if (name) $("saved").textContent = clock(sheetQueue.keptAt(name));
  }
  const needs = () => performance.getEntriesByType("resource").map((one) => new URL(one.name))
    .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);

  async function keepPage() {
    await navigator.serviceWorker.register("/sheet/sw.js");
    if (isDesk) { show("ready", true); return; }
    const worker = (await navigator.serviceWorker.ready).active;
    worker.postMessage({ path, needs: Array.from(new Set(needs())) });
  }
  async function start() {
    await sheetQueue.clean();
    if (root.dataset.sheet === "answered") {
      await Promise.all([sheetQueue.drop(path), sheetQueue.forget(path)]);
      return;
    }
    await paint();
    await sayIfOld();
    await send();
    await keepPage();
  }
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data.sent) { location.replace(path); return; }
    isOld = event.data.isOld;
    show("ready", true);
    sayIfOld();
  });
  window.addEventListener("online", () => { sayIfOld(); send(); });
  window.addEventListener("offline", sayIfOld);
  setInterval(() => { if (navigator.onLine) send(); }, AGAIN);
  $("send").addEventListener("click", send);
  $("drop").addEventListener("click", async () => { await sheetQueue.drop(path); await paint(); });
  window.addEventListener("load", () => start().catch(() => { /* storage is closed: a plain form */ }));
})();
