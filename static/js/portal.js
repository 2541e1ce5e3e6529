// SPDX-License-Identifier: Apache-2.0
// Progressive enhancement only: every page works without this file.
"use strict";

(() => {
  // Read aloud: the browser's own speech, second press stops.
  const speech = window.speechSynthesis;
  for (const button of document.querySelectorAll("[data-read]")) {
    if (!speech) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (speech.speaking) {
        speech.cancel();
        button.setAttribute("aria-pressed", "false");
        return;
      }
      const area = document.querySelector(button.dataset.read);
      const words = new SpeechSynthesisUtterance(area ? area.innerText : "");
      words.lang = document.documentElement.lang;
      words.rate = 0.9;
      words.onend = () => button.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", "true");
      speech.speak(words);
    });
  }

  // Print buttons appear only where printing by script is possible.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Filters answer at once; the button stays for those without script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  // The summary of errors is read first.
  const summary = document.querySelector(".error-summary");
  if (summary && ["", "#main"].includes(location.hash)) summary.focus();

  // Keys: an element with data-key is pressed by that key, unless the person is typing.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing && !/^F\d+$/.test(event.key)) {
      if (event.key === "Escape") clearSuggestions();
      return;
    }
    if (event.key === "?") {
      showKeys();
      return;
    }
    if (event.key === "/" && !typing) {
      const box = document.getElementById("q");
      if (box) {
        event.preventDefault();
        box.focus();
      }
      return;
    }
    // 1, 2, 3 choose within the group (a row of materials) that holds the focus.
    const group = event.target.closest("[data-keys]") || document;
    const target =
      group.querySelector(`[data-key="${CSS.escape(event.key)}"]`) ||
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.click();
      target.focus();
    }
  });

  // ? lists the keys of this page: each key once, with the words of what it presses.
  function showKeys() {
    const help = document.getElementById("keys-help");
    if (!help) return;
    const list = help.querySelector("[data-keys-list]");
    const seen = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const label = element.closest("label") || document.querySelector(`label[for="${element.id}"]`);
      const words = element.dataset.keyLabel || (label || element).textContent.trim();
      if (!seen.has(element.dataset.key)) seen.set(element.dataset.key, words || element.value);
    }
    list.replaceChildren(
      ...[...seen].map(([key, words]) => {
        const row = document.createElement("div");
        const name = row.appendChild(document.createElement("dt"));
        name.appendChild(document.createElement("kbd")).textContent = key;
        row.appendChild(document.createElement("dd")).textContent = words;
        return row;
      }),
    );
    help.showModal();
  }

  // Suggestions: close on escape and on a click elsewhere.
  function clearSuggestions() {
    const box = document.getElementById("suggest");
    if (box) box.replaceChildren();
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".ask")) clearSuggestions();
  });

  // A form is sent once; the button says so.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent === "yes") {
      if (form.dataset.sent === "yes") event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
})();
