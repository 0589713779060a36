/* The list of run sheets on the desk: answers that wait on this phone are sent as soon as it is opened with network. */
(function () {
  "use strict";
  const can = "indexedDB" in window && "caches" in window;
  if (!can || document.body.hasAttribute("data-shared-device")) return;
  async function send() {
    await sheetQueue.clean();
    const results = await sheetQueue.sendAll();
    if (results.includes(sheetQueue.SENT)) location.reload();
  }
  const quietly = () => send().catch(() => { /* storage is closed: nothing waits */ });
  window.addEventListener("online", quietly);
  window.addEventListener("load", quietly);
})();
