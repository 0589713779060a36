/* Turning notifications on in this browser, on the page where people subscribe.

   Without this file, or in a browser that cannot do it, the page offers e-mail alone. The browser asks its owner only
   after the button was pressed. */
(function () {
  "use strict";
  const root = document.querySelector("[data-push]"), panel = document.querySelector("[data-push-turn-on]");
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!root || !panel || !can) return;
  const form = document.querySelector("form[data-once]");
  const button = panel.querySelector("[data-push-press]"), refused = panel.querySelector("[data-push-refused]");
  const done = document.querySelector("[data-push-done]"), known = root.querySelector("[data-push-known]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const SCOPE = new URL("./", new URL(root.dataset.worker, location.href)).pathname;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /* -- what is shown; looking an area up loads the page anew, and the way chosen stays -- */
  const KEPT = "loa-push-by";
  const kept = (value) => { try { return value ? sessionStorage.setItem(KEPT, value) : sessionStorage.getItem(KEPT); } catch (e) { return ""; } };
  const ours = [form.querySelector("[name=address]").closest(".p-field"), form.querySelector("[name=agreed]").closest(".p-field"), form.querySelector("[type=submit]:not([name])")];
  function show() {
    const push = root.querySelector("[value=push]").checked;
    kept(push ? "push" : "mail");
    ours.forEach((part) => { part.hidden = push; });
    panel.hidden = !push;
    refused.hidden = true;
  }
  function refuse(words) {
    refused.textContent = words;
    refused.hidden = false;
    refused.focus();
  }
  function lead(place, own) {
    place.querySelector("[data-push-own]").href = own;
    place.hidden = false;
  }

  /* -- the browser's own part -- */
  async function running() {
    const found = await navigator.serviceWorker.register(root.dataset.worker, { scope: SCOPE });
    const starting = found.installing || found.waiting;
    if (!found.active && starting) {
      await new Promise((go, stop) => starting.addEventListener("statechange", () => {
        if (starting.state === "activated") go();
        if (starting.state === "redundant") stop(new Error("no worker"));
      }));
    }
    return found;
  }
  async function subscribed() {
    const manager = (await running()).pushManager, wanted = root.dataset.key;
    const old = await manager.getSubscription();
    const same = old && old.options.applicationServerKey && text(old.options.applicationServerKey) === wanted;
    if (same) return old;
    if (old) await old.unsubscribe();  // made for a key that the site no longer has
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(wanted) });
  }

  /* -- the server's part -- */
  async function post(url, data) {
    data.set("csrfmiddlewaretoken", token);
    const answer = await fetch(url, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    throw Object.assign(new Error("refused"), { words: (told.errors || [told.detail]).filter(Boolean).join(" ") });
  }
  function choice(subscription) {
    const data = new FormData(form);
    ["address", "agreed", "place"].forEach((name) => data.delete(name));
    data.set("endpoint", subscription.endpoint);
    data.set("p256dh", text(subscription.getKey("p256dh")));
    data.set("auth", text(subscription.getKey("auth")));
    data.set("key", root.dataset.key);
    return data;
  }
  async function turnOn() {
    if (form.querySelector("[name=place]").value.trim()) return refuse(refused.dataset.place);
    if (!form.querySelector("[name=areas]").selectedOptions.length) return refuse(refused.dataset.noArea);
    if ((await Notification.requestPermission()) !== "granted") return refuse(refused.dataset.blocked);
    const told = await post(root.dataset.join, choice(await subscribed()));
    [root, panel, form].forEach((part) => { part.hidden = true; });
    lead(done, told.own);
    return done.focus();
  }
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    const label = button.textContent;
    refused.hidden = true;
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
    try {
      await turnOn();
    } catch (error) {
      refuse(error.words || refused.dataset.failed);
    } finally {
      button.removeAttribute("aria-disabled");
      button.textContent = label;
    }
  });

  /* -- somebody who comes back -- */
  async function recognise() {
    const found = await navigator.serviceWorker.getRegistration(SCOPE);
    const mine = found && found.pushManager && await found.pushManager.getSubscription();
    if (!mine) return;
    const data = new FormData();
    data.set("endpoint", mine.endpoint);
    const { own } = await post(root.dataset.mine, data);
    if (own) lead(known, own);
  }
  root.hidden = false;
  if (kept() === "push") root.querySelector("[value=push]").checked = true;
  root.addEventListener("change", show);
  show();
  recognise().catch(() => {});  // no network: the page is as for anybody else
})();
