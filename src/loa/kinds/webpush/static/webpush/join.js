/* Turning notifications on in this browser, on the page where people subscribe (with device.js).

   Without this file, or in a browser that cannot do it, the page offers e-mail alone. The browser asks its owner only
   after the button was pressed. */
(function () {
  "use strict";
  const root = document.querySelector("[data-push]"), panel = document.querySelector("[data-push-turn-on]");
  if (!root || !panel || !loaPush.can) return;
  const form = document.querySelector("form[data-once]");
  const button = panel.querySelector("[data-push-press]"), refused = panel.querySelector("[data-push-refused]");
  const done = document.querySelector("[data-push-done]"), known = root.querySelector("[data-push-known]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value, key = root.dataset.key;
  const SCOPE = "/push/";

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
    refused.textContent = words || refused.dataset.failed;
    refused.hidden = false;
    refused.focus();
  }
  function lead(place, own) {
    place.querySelector("[data-push-own]").href = own;
    place.hidden = false;
  }

  function choice() {
    const data = new FormData(form);
    ["address", "agreed", "place"].forEach((name) => data.delete(name));
    return data;
  }
  async function turnOn() {
    refused.hidden = true;
    if (form.querySelector("[name=place]").value.trim()) return refuse(refused.dataset.place);
    if (!form.querySelector("[name=areas]").selectedOptions.length) return refuse(refused.dataset.noArea);
    if ((await Notification.requestPermission()) !== "granted") return refuse(refused.dataset.blocked);
    const mine = await loaPush.subscribed(root.dataset.worker, SCOPE, key);
    const told = await loaPush.post(root.dataset.join, loaPush.hand(choice(), mine, key), token);
    [root, panel, form].forEach((part) => { part.hidden = true; });
    lead(done, told.own);
    return done.focus();
  }
  loaPush.onPress(button, turnOn, refuse);

  /* -- somebody who comes back -- */
  async function recognise() {
    const mine = await loaPush.current(SCOPE);
    if (!mine) return;
    const data = new FormData();
    data.set("endpoint", mine.endpoint);
    const { own } = await loaPush.post(root.dataset.mine, data, token);
    if (own) lead(known, own);
  }
  root.hidden = false;
  if (kept() === "push") root.querySelector("[value=push]").checked = true;
  root.addEventListener("change", show);
  show();
  recognise().catch(() => {});  // no network: the page is as for anybody else
})();
