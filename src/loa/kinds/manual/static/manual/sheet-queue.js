/* Answers about run sheets that wait on this phone for the network (web/queue.js); page and service worker share this file.

   One answer a sheet, under its path. The server takes one word a sheet, so sending twice is harmless. A sheet and its
   answer stay at most seven days. */
const sheetQueue = (function () {
  "use strict";
  const DAYS = 7 * 24 * 3600 * 1000;
  const PAGES = "loa-sheet ";  // a cache for each page: its path and when it was kept
  const kept = keptQueue({ database: "loa-sheets", store: "answers", key: "path" });

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
    await kept.dropOlder(oldest);
  }

  return Object.assign({}, kept, { PAGES, forget, clean, cacheNames, pathOf, keptAt });
})();
