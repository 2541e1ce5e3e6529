// SPDX-License-Identifier: Apache-2.0
// Passkeys: a form with data-passkey asks the browser for one and sends its answer along.
// Where the browser knows none, the form stays hidden and the page says so.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function made(options) {
    const credential = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: withBytes(options.excludeCredentials),
      },
    });
    const answer = credential.response;
    return {
      ...plain(credential),
      response: {
        clientDataJSON: text(answer.clientDataJSON),
        attestationObject: text(answer.attestationObject),
        transports: answer.getTransports ? answer.getTransports() : [],
      },
    };
  }

  async function used(options) {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: withBytes(options.allowCredentials),
      },
    });
    const answer = credential.response;
    return {
      ...plain(credential),
      response: {
        clientDataJSON: text(answer.clientDataJSON),
        authenticatorData: text(answer.authenticatorData),
        signature: text(answer.signature),
        userHandle: answer.userHandle ? text(answer.userHandle) : null,
      },
    };
  }

  function plain(credential) {
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    if (!window.PublicKeyCredential) continue;
    form.querySelector("[data-passkey-unknown]").hidden = true;
    const button = form.querySelector("button[type=submit]");
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      button.disabled = true;
      try {
        const options = JSON.parse(form.dataset.options);
        const answer = await (form.dataset.passkey === "make" ? made(options) : used(options));
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      } catch {
        // refused, timed out, or known already: the person may try again
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
