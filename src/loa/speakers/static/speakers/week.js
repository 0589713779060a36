/* Moving and resizing the blocks of a week, by pointer or by keys. Nothing is saved here: every move opens the slot's form with the new
   times, where what it breaks is shown. Without this file the blocks are plain links. */
(() => {
  "use strict";
  const root = document.querySelector("[data-week]");
  if (!root) return;
  const said = root.querySelector("[data-week-said]");
  const STEP = 5, FIRST = 300, LAST = 1260, FAR = 4;
  const wide = window.matchMedia("(min-width: 62rem)");
  const days = [...root.querySelectorAll("[data-day]")];
  const clock = (minute) => String(Math.floor(minute / 60)).padStart(2, "0") + ":" + String(minute % 60).padStart(2, "0");
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const states = new WeakMap();

  function stateOf(block) {
    if (!states.has(block)) {
      const now = { day: days.indexOf(block.closest("[data-day]")), at: Number(block.dataset.at), minutes: Number(block.dataset.minutes) };
      states.set(block, { begin: { ...now }, now });
    }
    return states.get(block);
  }
  const isMoved = ({ begin, now }) => begin.day !== now.day || begin.at !== now.at || begin.minutes !== now.minutes;

  function show(block) {
    const { now } = stateOf(block);
    block.className = block.className.replace(/\b(at|for)-\d+/g, "").trim()
      + " at-" + (Math.floor((now.at - FIRST) / STEP) + 1) + " for-" + Math.max(Math.ceil(now.minutes / STEP), 1);
    const rows = days[now.day].querySelector("[data-rows]");
    if (block.parentElement !== rows) {
      const held = document.activeElement;
      rows.append(block);
      if (held && block.contains(held)) held.focus();
    }
    const time = block.querySelector("[data-time]");
    if (time) time.textContent = clock(now.at) + "–" + clock(now.at + now.minutes);
    block.toggleAttribute("data-moved", isMoved(stateOf(block)));
  }
  function tell(block) {
    const { now } = stateOf(block);
    said.textContent = root.dataset.said.replace("{day}", days[now.day].dataset.name)
      .replace("{from}", clock(now.at)).replace("{until}", clock(now.at + now.minutes));
  }
  function set(block, change) {
    const { now } = stateOf(block);
    const minutes = clamp(block.hasAttribute("data-fixed") ? now.minutes : change.minutes ?? now.minutes, 1, LAST - FIRST);
    const day = block.hasAttribute("data-daily") ? now.day : clamp(change.day ?? now.day, 0, days.length - 1);
    Object.assign(now, { minutes, day, at: clamp(change.at ?? now.at, FIRST, LAST - minutes) });
    show(block);
  }
  function open(block) {
    const { now } = stateOf(block);
    const asked = new URLSearchParams({ on: block.dataset.on, to: days[now.day].dataset.day, at: clock(now.at), minutes: now.minutes });
    location.assign(block.dataset.url + "?" + asked);
  }
  function restore(block) {
    const held = stateOf(block);
    held.now = { ...held.begin };
    show(block);
  }

  /* -- keys -- */
  root.addEventListener("keydown", (event) => {
    const block = wide.matches && event.target.closest("[data-block]");
    if (!block || event.target.closest("li") || event.altKey || event.ctrlKey || event.metaKey) return;
    const { now } = stateOf(block);
    const way = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const upright = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (event.key === "Enter" && isMoved(stateOf(block))) {
      event.preventDefault();
      open(block);
    } else if (event.key === "Escape" && isMoved(stateOf(block))) {
      restore(block);
      said.textContent = root.dataset.back;
    } else if (way) {
      event.preventDefault();
      if (!upright && block.hasAttribute("data-daily")) { said.textContent = root.dataset.fixed; return; }
      if (event.shiftKey) { if (upright) set(block, { minutes: Math.max(now.minutes + way * STEP, STEP) }); }
      else if (upright) set(block, { at: now.at + way * STEP });
      else set(block, { day: now.day + way });
      tell(block);
    }
  });

  /* -- pointer -- */
  let drag = null;
  root.addEventListener("pointerdown", (event) => {
    const block = wide.matches && event.button === 0 && event.target.closest("[data-block]");
    if (!block) return;
    drag = { block, x: event.clientX, y: event.clientY, resizes: event.target.hasAttribute("data-grip"), from: { ...stateOf(block).now }, on: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    drag.on = true;
    event.preventDefault();
    const rows = days[0].querySelector("[data-rows]");
    const by = Math.round((event.clientY - drag.y) / (rows.getBoundingClientRect().height / ((LAST - FIRST) / STEP))) * STEP;
    if (drag.resizes) { set(drag.block, { minutes: Math.max(drag.from.minutes + by, STEP) }); return; }
    const under = days.findIndex((day) => { const box = day.getBoundingClientRect(); return event.clientX >= box.left && event.clientX < box.right; });
    set(drag.block, { at: drag.from.at + by, day: under < 0 ? undefined : under });
  });
  window.addEventListener("pointerup", () => {
    const held = drag;
    drag = null;
    if (!held || !held.on) return;
    const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
    root.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => root.removeEventListener("click", stop, { capture: true }), 0);
    if (isMoved(stateOf(held.block))) open(held.block);
  });
  window.addEventListener("pointercancel", () => { if (drag) restore(drag.block); drag = null; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
