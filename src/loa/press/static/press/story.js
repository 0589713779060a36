/* The keyboard on a story's page: arrows walk the items, letters press the buttons, g goes to what may be merged.
   Without it boxes and buttons do the same. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-story]");
  if (!form) return;
  const near = document.getElementById("near");
  const choices = () => Array.from(near.querySelectorAll("input[name=others]"));
  const boxes = () => near.contains(document.activeElement) ? choices() : Array.from(form.querySelectorAll("[data-row] input[type=checkbox]"));
  const isTyping = (target) => target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = boxes();
      const here = all.indexOf(document.activeElement);
      if (here < 0 && event.target !== document.body) return;
      const next = event.key === "ArrowDown" ? Math.min(here + 1, all.length - 1) : Math.max(here - 1, 0);
      if (all[next]) { all[next].focus(); event.preventDefault(); }
      return;
    }
    /* Outside the items g is the first of two letters that lead to another page. */
    if (!form.contains(document.activeElement)) return;
    if (event.key === "g") { (choices()[0] || near.querySelector("input[type=search]")).focus(); event.preventDefault(); return; }
    const button = form.querySelector("button[data-key='" + CSS.escape(event.key) + "']");
    if (!button) return;
    event.preventDefault();
    const reason = form.elements.reason;
    if (reason.value.trim()) { button.click(); return; }
    /* The reason is asked for first; Enter in it then does what the letter meant. */
    form.dataset.pending = event.key;
    reason.focus();
  });

  form.elements.reason.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const pending = form.dataset.pending;
    const button = pending && form.querySelector("button[data-key='" + CSS.escape(pending) + "']");
    if (button) button.click();
  });
})();
