// Passkeys. Without this file, or in a browser that knows none, the code from an app does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const box = form.querySelector(".passkey");
  const [button, problem] = [box.querySelector("button"), box.querySelector(".problem")];

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const asked = () => {
    const wish = JSON.parse(form.dataset.options).publicKey;
    wish.challenge = bytes(wish.challenge);
    if (wish.user) wish.user.id = bytes(wish.user.id);
    if (wish.excludeCredentials) wish.excludeCredentials = known(wish.excludeCredentials);
    if (wish.allowCredentials) wish.allowCredentials = known(wish.allowCredentials);
    return { publicKey: wish };
  };

  const answer = (made) => {
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) parts[name] = text(made.response[name]);
    }
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: parts,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const made = form.dataset.passkey === "create"
        ? await navigator.credentials.create(asked()) : await navigator.credentials.get(asked());
      form.elements.factor_passkey.value = answer(made);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      problem.hidden = false;
    }
  });
  box.hidden = false;
})();
