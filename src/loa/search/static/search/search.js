/* Suggestions while typing: fetched after a pause, walked with the arrows, taken with Enter, left with Escape. */
(() => {
  "use strict";
  const form = document.querySelector("[data-suggest]");
  if (!form) return;
  const box = form.querySelector("input[name=q]");
  const list = document.getElementById("suggestions");
  const PAUSE = 150;  // milliseconds
  let timer = 0, asked = 0, at = -1;
  const options = () => Array.from(list.querySelectorAll("[role=option]"));
  const close = () => {
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const point = (to) => {
    const all = options();
    at = all.length ? (to + all.length) % all.length : -1;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) box.setAttribute("aria-activedescendant", all[at].id);
  };
  const take = (option) => {
    box.value = option.dataset.value;
    close();
    form.requestSubmit();
  };
  const fetchFor = async (typed) => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(typed), { headers: { "X-Requested-With": "suggest" } });
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const text = await answer.text();
    if (mine !== asked || document.activeElement !== box) return;
    list.innerHTML = text;
    at = -1;
    const any = options().length > 0;
    list.hidden = !any;
    box.setAttribute("aria-expanded", String(any));
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    const typed = box.value.trim();
    if (typed.length < 2) { asked += 1; close(); return; }
    timer = setTimeout(() => { fetchFor(typed).catch(close); }, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); point(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(at < 0 ? -1 : at - 1); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(options()[at]); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); take(option); }
  });
  box.addEventListener("blur", close);
})();
