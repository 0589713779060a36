/* Before the first paint: the chosen appearance; without a choice the device decides. */
(function () {
  try {
    const theme = localStorage.getItem("loa-theme");
    if (theme) document.documentElement.setAttribute("data-bs-theme", theme);
  } catch (e) { /* storage may be closed inside chat apps */ }
})();
