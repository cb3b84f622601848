"use strict";
// A save survives a slow and a cut link: the page stays until the server has answered.
//   form[data-autosave], form[data-resend]   is sent in the background. The server answers `Desk-Next` with where to go
//                          (web/middleware.py); any other answer is a page, which the browser asks for by sending the
//                          form as it always does
//   [data-send-status] in it says how it stands: data-slow, data-cut hold the words
// Cut off, it is tried again by itself, with what stands in the form by then. The server keeps a form sent twice once.
(() => {
  const SLOW_MS = 4000;
  const LOST_MS = 30000;
  const LONGEST_MS = 15000;
  const SENT = "form[data-autosave], form[data-resend]";
  const GATEWAY = [502, 503, 504]; // a proxy says so while our own server starts
  const running = new WeakMap();

  function say(form, word) {
    const status = form.querySelector("[data-send-status]");
    if (!status) return;
    const line = status.querySelector("p");
    if (line.textContent !== status.dataset[word]) line.textContent = status.dataset[word]; // said once, not at each try
    status.hidden = false;
  }
  async function post(form, submitter) {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const abort = new AbortController();
    const timers = [setTimeout(() => say(form, "slow"), SLOW_MS), setTimeout(() => abort.abort(), LOST_MS)];
    const request = { method: "POST", body, headers: { "Desk-Save": "yes" }, redirect: "manual", signal: abort.signal };
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.getAttribute("action") || location.href;
    const response = await fetch(url, request).catch(() => null);
    timers.forEach(clearTimeout);
    return response && !GATEWAY.includes(response.status) ? response : null;
  }
  const pause = (state, milliseconds) =>
    new Promise((done) => {
      state.wake = done;
      setTimeout(done, milliseconds);
    });

  async function send(form, submitter) {
    const state = {};
    running.set(form, state);
    for (let wait = 2000; ; wait = Math.min(wait * 2, LONGEST_MS)) {
      form.dispatchEvent(new CustomEvent("desk:sending")); // no draft may come after the save
      const response = await post(form, submitter);
      if (response) {
        const next = response.headers.get("Desk-Next");
        if (next) return location.assign(next);
        running.delete(form);
        form.dataset.plain = "yes";
        delete form.dataset.sent;
        return form.requestSubmit ? form.requestSubmit(submitter) : form.submit();
      }
      say(form, "cut");
      delete form.dataset.sent;
      submitter?.removeAttribute("aria-disabled");
      form.dispatchEvent(new CustomEvent("desk:released")); // drafts go on meanwhile
      await pause(state, wait);
    }
  }

  window.addEventListener("online", () => {
    for (const form of document.querySelectorAll(SENT)) running.get(form)?.wake?.();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(SENT) || form.dataset.plain) return;
    event.preventDefault();
    if (running.has(form)) running.get(form).wake?.(); // pressed again: tried again at once
    else send(form, event.submitter);
  });
})();
