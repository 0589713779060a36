/* Small improvements over pages that already work: nothing here is needed to read or to submit. */
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const typing = (node) => node.matches("input, textarea, select, [contenteditable]");
  const seconds = (n) => Math.max(n, 0) + " " + document.body.dataset.textSecond;
  const cookie = (name) => (document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)")) || [])[1] || "";

  /* -- one press, one act -- */
  function guard(event) {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter || $("button[type=submit]", form);
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) { button.dataset.text = button.innerHTML; button.textContent = button.dataset.busy; }
  }
  function release(form) {
    delete form.dataset.sent;
    all("button[aria-disabled]", form).forEach((button) => {
      button.removeAttribute("aria-disabled");
      if (button.dataset.text) { button.innerHTML = button.dataset.text; delete button.dataset.text; }
    });
  }
  document.addEventListener("submit", guard);
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-once]").forEach(release); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form[data-once]");
    if (form) release(form);
  });

  /* -- typed confirmation -- */
  document.addEventListener("input", (event) => {
    const wanted = event.target.dataset && event.target.dataset.phrase;
    if (!wanted) return;
    const same = event.target.value.normalize("NFC").trim() === wanted.normalize("NFC");
    event.target.setCustomValidity(same || !event.target.value ? "" : event.target.labels[0].textContent.trim());
  });

  /* -- errors get the focus; the title says so -- */
  function focusErrors(root) {
    const box = $("[data-focus]", root);
    if (!box) return;
    box.focus();
    const word = document.body.dataset.textError;
    if (word && !document.title.startsWith(word)) document.title = word + " " + document.title;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".loa-errors a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
  });

  /* -- copy -- */
  function offerCopies(root) { all("[data-copy]", root).forEach((button) => { button.hidden = false; }); }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    source.select();
    try { await navigator.clipboard.writeText(source.value); } catch (e) { document.execCommand("copy"); }
    const label = $("span", button), before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2500);
  });

  /* -- print -- */
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });

  /* -- toasts: gone after a while, kept while pointed at; those with a hold count down -- */
  function startToasts(root) {
    all("[data-toast]:not([data-started])", root).forEach((toast) => {
      toast.dataset.started = "1";
      const undo = Number(toast.dataset.seconds || 0);
      let left = undo || 8;
      const clock = setInterval(() => {
        if (!undo && toast.matches(":hover, :focus-within")) return;
        left -= 1;
        const shown = $("[data-toast-left]", toast);
        if (shown) shown.textContent = "(" + seconds(left) + ")";
        if (left <= 0) { clearInterval(clock); toast.remove(); }
      }, 1000);
    });
  }
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-toast-close]");
    if (closer) closer.closest("[data-toast]").remove();
    const dialog = event.target.closest("[data-dialog-close]");
    if (dialog) dialog.closest("dialog").close();
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) document.getElementById(opener.dataset.dialogOpen).showModal();
    all("details.loa-menu[open], .loa-picks details[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("change", (event) => {
    const picks = event.target.closest(".loa-picks details");
    if (!picks) return;
    const summary = $("summary", picks);
    summary.textContent = all("label:has(:checked)", picks).map((label) => label.textContent.trim()).join(", ") || summary.dataset.picked;
  });

  /* -- keyboard: / search, g + letter, ?, Esc -- */
  let waitsForLetter = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.loa-menu[open], .loa-picks details[open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
      if (location.hash === "#menu") { location.hash = "#content"; }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    if (Date.now() < waitsForLetter) {
      const target = $("[data-go='" + CSS.escape(event.key.toLowerCase()) + "']");
      waitsForLetter = 0;
      if (target) { event.preventDefault(); target.click(); }
    } else if (event.key === "g") {
      waitsForLetter = Date.now() + 1500;
    } else if (event.key === "/") {
      const box = $("[data-search]") || all("[data-search-everywhere]").find((one) => one.offsetParent);
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "?") {
      const help = document.getElementById("shortcuts");
      if (help) { event.preventDefault(); help.showModal(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-menu]")) {
      const menuLink = $(".loa-bottom a[href='#menu']");
      if (menuLink) setTimeout(() => menuLink.focus(), 0);
    }
  });
  window.addEventListener("hashchange", () => {
    if (location.hash === "#menu") { const first = $("#menu a.loa-nav-link"); if (first) first.focus(); }
  });

  /* -- appearance -- */
  const themes = $("[data-theme-choice]");
  if (themes) {
    const show = (value) => all("[data-theme]", themes).forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.theme === value)));
    themes.hidden = false;
    show(document.documentElement.getAttribute("data-bs-theme") || "");
    themes.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme]");
      if (!button) return;
      const value = button.dataset.theme;
      if (value) document.documentElement.setAttribute("data-bs-theme", value);
      else document.documentElement.removeAttribute("data-bs-theme");
      try { if (value) localStorage.setItem("loa-theme", value); else localStorage.removeItem("loa-theme"); } catch (e) { /* closed storage */ }
      show(value);
    });
  }

  /* -- the session's end: warned of, prolonged, or mended in another tab without losing the text -- */
  const warning = document.getElementById("session-warning");
  if (warning) {
    const ended = document.getElementById("session-ended");
    const WARN = 120, LATER = 2;  // seconds; a shared machine leaves the page once the server has ended the session
    const isShared = document.body.hasAttribute("data-shared-device");
    let end = Date.now() + Number(document.body.dataset.sessionSeconds) * 1000;
    const renew = async () => {
      const answer = await fetch(warning.dataset.touch, { method: "POST", headers: { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return false;
      const facts = await answer.json();
      end = Date.now() + facts.seconds * 1000;
      all("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = facts.csrf; });
      return true;
    };
    const close = () => { if (warning.open) warning.close(); if (ended.open) ended.close(); };
    $("[data-session-stay]", warning).addEventListener("click", async () => { if (await renew()) close(); });
    document.addEventListener("visibilitychange", async () => {
      if (!document.hidden && (ended.open || warning.open) && await renew()) close();
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      const headers = (event.detail.requestConfig || {}).headers || {};
      if (event.detail.successful && !headers["X-Loa-Poll"]) end = Date.now() + Number(document.body.dataset.sessionSeconds) * 1000;
    });
    setInterval(() => {
      const left = Math.round((end - Date.now()) / 1000);
      $("[data-session-left]", warning).textContent = seconds(left);
      if (left <= -LATER && isShared) location.replace(warning.dataset.entrance);
      else if (left <= 0) { if (warning.open) warning.close(); if (!ended.open) ended.showModal(); }
      else if (left <= WARN && !warning.open && !ended.open) warning.showModal();
    }, 1000);
  }

  /* -- htmx: token, dimming, errors -- */
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = cookie("csrftoken"); });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target) event.detail.target.classList.add("loa-busy"); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.target) event.detail.target.classList.remove("loa-busy"); });
  const drawn = {}; /* a polled part that did not change is left alone: a press on its buttons is never lost */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig, serverResponse } = event.detail;
    if (!requestConfig || !requestConfig.headers["X-Loa-Poll"] || !target.id) return;
    if (drawn[target.id] === serverResponse) event.detail.shouldSwap = false;
    drawn[target.id] = serverResponse;
  });
  document.addEventListener("htmx:afterSwap", (event) => { prepare(event.detail.target); });
  document.addEventListener("htmx:sendError", () => {
    const box = document.getElementById("errors"), text = document.body.dataset.textOffline;
    if (box && text) box.textContent = text;
  });

  function prepare(root) { offerCopies(root); startToasts(root); focusErrors(root); document.dispatchEvent(new CustomEvent("loa:prepared", { detail: root })); }
  prepare(document);
})();
