/* Turning notifications on for staff on the device at hand (with the shared device.js). */
(function () {
  "use strict";
  const root = document.querySelector("[data-device]");
  if (!root || !loaPush.can) return;
  const button = root.querySelector("[data-device-press]"), refused = root.querySelector("[data-device-refused]");
  const done = root.querySelector("[data-device-done]"), key = root.dataset.key;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

  function refuse(words) {
    refused.textContent = words || refused.dataset.failed;
    refused.hidden = false;
    refused.focus();
  }
  async function turnOn() {
    refused.hidden = true;
    if ((await Notification.requestPermission()) !== "granted") return refuse(refused.dataset.blocked);
    const mine = await loaPush.subscribed(root.dataset.worker, "/push/staff/", key);
    await loaPush.post(root.dataset.on, loaPush.hand(new FormData(), mine, key), token);
    button.hidden = true;
    done.hidden = false;
    return done.focus();
  }
  loaPush.onPress(button, turnOn, refuse);
  root.hidden = false;
})();
