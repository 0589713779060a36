/* Passkeys: each form[data-passkey] gets its answer from the device and is then posted as usual. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;

  async function optionsFor(form) {
    const inline = document.getElementById("js_data");
    if (form.dataset.passkey !== "login" && inline) return JSON.parse(inline.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function wished(options, form) {
    const box = form.querySelector("[name=passwordless]");
    const selection = options.publicKey.authenticatorSelection;
    if (box && selection) {
      selection.residentKey = box.checked ? "required" : "discouraged";
      selection.requireResidentKey = box.checked;
      if (box.checked) selection.userVerification = "required";
    }
    return options;
  }

  async function run(form) {
    const facts = await optionsFor(form);
    const made = form.dataset.passkey === "add"
      ? await window.webauthnJSON.create(wished(facts.creation_options, form))
      : await window.webauthnJSON.get(facts.request_options);
    form.querySelector("[name=credential]").value = JSON.stringify(made);
    const shared = document.querySelector("#login-form [name=shared_device]");
    if (form.dataset.passkey === "login" && shared && shared.checked) {
      const copy = document.createElement("input");
      copy.type = "hidden"; copy.name = "shared_device"; copy.value = "on";
      form.append(copy);
    }
    form.submit();
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.querySelector("[data-passkey-start]").addEventListener("click", async () => {
      const problem = form.querySelector("[data-passkey-error]");
      problem.hidden = true;
      try { await run(form); } catch (e) { problem.hidden = false; }
    });
  });
})();
