"use strict";
// Nothing typed is lost, and a line of the sheet goes to a field by one key.
//   form[data-autosave][data-autosave-url]   is posted there when it changed, at most every 5 s
//   The answer is 204 or JSON; a page or a redirect in its place means that the desk is locked.
//   [data-autosave-status] in it             says so: data-saved, data-saving, data-failed, data-locked hold the words,
//                                            data-beside those when another window has the same form, data-many too many
//   #ask-…                                  a question that htmx draws anew comes or goes; it is never taken from under her hands
//   [data-sheet]                             holds the sheet's textarea; Ctrl+Enter (on a Mac Cmd+Enter) or
//                                            [data-sheet-send] moves the line with the caret to the field used last
//   [data-sheet-status] in it                says where it went: data-sent ("%s"), data-nowhere
(() => {
  const EVERY_MS = 5000;
  const SLOWEST_MS = 30000;
  const LARGEST_LAST_WORD = 60000; // browsers refuse more than 64 KiB in a request that outlives its page
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit" });

  const MARKS = ["draft_id", "draft_base", "draft_turn"]; // name the window and count its drafts; no text of hers
  const entries = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const written = (form) => new URLSearchParams(entries(form).filter(([name]) => !MARKS.includes(name))).toString();

  function keep(form) {
    const status = form.querySelector("[data-autosave-status]");
    let kept = written(form);
    let wait = EVERY_MS;
    let timer = 0;
    let sending = null;
    let isOver = false; // a real save is on its way: no draft may come after it

    function say(word, moment = "") {
      if (status) status.textContent = `${status.dataset[word]} ${moment}`.trim();
    }
    async function send(isLast) {
      const text = written(form);
      const turn = form.elements.draft_turn;
      if (turn) turn.value = Number(turn.value) + 1; // the save says which drafts it came after
      const type = "application/x-www-form-urlencoded;charset=UTF-8";
      const body = new URLSearchParams(entries(form)).toString();
      const request = { method: "POST", body, headers: { "Content-Type": type }, redirect: "manual", keepalive: isLast && text.length < LARGEST_LAST_WORD };
      const response = await fetch(form.dataset.autosaveUrl, request).catch(() => null);
      const isPage = response?.status === 200 && response.headers.get("Content-Type")?.startsWith("text/html");
      if (response?.ok && !isPage) {
        kept = text;
        wait = EVERY_MS;
        say(response.headers.has("Draft-Beside") ? "beside" : "saved", clock.format(new Date()));
        document.dispatchEvent(new CustomEvent("desk:saved"));
      } else if (response && (isPage || response.type === "opaqueredirect") && response.status < 500) {
        isOver = true; // locked, or signed out elsewhere: asking again would not help
        say("locked");
      } else {
        wait = Math.min(wait * 2, SLOWEST_MS);
        say(response?.status === 409 ? "many" : "failed");
        later();
      }
    }
    function save(isLast = false) {
      clearTimeout(timer);
      timer = 0;
      if (isOver || written(form) === kept) return sending || Promise.resolve();
      if (sending && !isLast) return sending.then(later);
      if (!isLast) say("saving");
      sending = send(isLast).finally(() => (sending = null));
      return sending;
    }
    function later() {
      if (!timer && !isOver && written(form) !== kept) timer = setTimeout(save, wait);
    }

    for (const name of ["input", "change"]) form.addEventListener(name, later);
    const stop = () => {
      isOver = true;
      clearTimeout(timer);
    };
    for (const name of ["submit", "desk:sending"]) form.addEventListener(name, stop);
    form.addEventListener("desk:released", () => {
      isOver = false;
      later();
    });
    document.addEventListener("desk:flush", (event) => event.detail.wait(save(true)));
    window.addEventListener("pagehide", () => save(true));
    window.addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
    later();
  }

  function sort(root) {
    const sheet = root.querySelector("textarea");
    const status = root.querySelector("[data-sheet-status]");
    const TEXT = "textarea, input:not([type]), input[type=text], input[type=search], input[type=tel], input[type=email], input[type=number]";
    let field = null;

    sheet.form.addEventListener("focusin", ({ target }) => {
      if (!target.matches(TEXT) || root.contains(target)) return;
      field?.classList.remove("target-field");
      field = target;
      field.classList.add("target-field"); // she sees where the next line will go
    });
    function lineAtCaret() {
      const start = sheet.value.lastIndexOf("\n", sheet.selectionStart - 1) + 1;
      const end = sheet.value.indexOf("\n", sheet.selectionStart);
      return { start, end: end < 0 ? sheet.value.length : end + 1 };
    }
    function move() {
      const { start, end } = lineAtCaret();
      const line = sheet.value.slice(start, end).trim();
      if (!field || !line) {
        status.textContent = status.dataset.nowhere;
        return;
      }
      const joint = field.value ? (field.matches("textarea") ? "\n" : " ") : "";
      field.value += joint + line;
      sheet.setRangeText("", start, end, "start");
      for (const changed of [field, sheet]) changed.dispatchEvent(new Event("input", { bubbles: true }));
      const label = field.labels?.[0]?.firstChild?.textContent.trim() || field.name;
      status.textContent = status.dataset.sent.replace("%s", label);
    }
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      move();
    });
    root.querySelector("[data-sheet-send]")?.addEventListener("click", () => {
      move();
      sheet.focus();
    });
  }

  document.querySelector(".stops [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // An answer draws anew what hangs on answers. A question that was in sight before and stays so is left alone:
  // she may be typing in it; so are words that stay the same: she may have opened them, and they are said once.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const next = fragment.getElementById(target.id);
    const isSame = target.id.startsWith("ask-") || next?.textContent === target.textContent;
    if (next?.hidden === target.hidden && isSame) event.detail.shouldSwap = false;
  });

  const known = new WeakSet();
  function start(root) {
    for (const element of root.querySelectorAll?.("form[data-autosave], [data-sheet]") || []) {
      if (known.has(element)) continue;
      known.add(element);
      if (element.matches("form")) keep(element);
      else sort(element);
    }
  }
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target.parentElement || document));
})();
