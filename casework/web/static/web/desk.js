"use strict";
// What every page does. All of it is comfort: without script each page still works.
//   body data-single-keys       single letters are shortcuts; without it only Alt+Shift+L and Shift three times act
//   body data-go-url, data-line-url   where `/`, Ctrl+K and `l` lead; the dialog #go comes before its page
//   [data-key="x"]              the key x presses it; a field takes focus instead; [data-key-focus]: focus only;
//                               [data-key-alone]: not while another form has the focus
//   [data-focus]                takes focus when the page opens (a summary of errors)
//   [data-cover] with [data-cover-toggle], [data-covered], [data-uncovered]   covers and uncovers what is already here
//   [data-print]                prints the page
//   [data-keys]                 opens the list of keys, for whoever switched single letters off
//   #messages[data-cut], [data-failed]   words for what htmx asked for and did not get
//   input[data-switch="singleKeys" or "leaveKey"]   switches those keys off on this machine
(() => {
  const body = document.body;
  const TYPING = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";
  const RELEASE_MS = 10000; // on a link that was cut the button comes back by itself

  // Kept on this machine; the server's own setting is the attribute on body.
  const isOn = (name) => name in body.dataset && localStorage.getItem(`desk.${name}`) !== "off";
  for (const box of document.querySelectorAll("input[data-switch]")) {
    box.checked = isOn(box.dataset.switch);
    box.addEventListener("change", () => localStorage.setItem(`desk.${box.dataset.switch}`, box.checked ? "on" : "off"));
  }

  // Whoever signs in begins anew: what was left while the link was cut is over.
  if (document.querySelector("[autocomplete=current-password]")) localStorage.removeItem("desk.leaving");

  // Back button: a page kept by the browser is asked for again, so that a locked desk shows nothing.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.documentElement.classList.add("covered");
      location.reload();
      return;
    }
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // One press, one save. The button stays enabled for the browser, so that its name and value are sent.
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    form.dispatchEvent(new CustomEvent("desk:released"));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (form.getAttribute("method") !== "post") return; // a field may be called `method`: ask for the attribute
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => event.defaultPrevented || release(form), RELEASE_MS); // send.js releases what it sends itself
  });

  // Covered names.
  function toggle(root) {
    const isCovered = !root.querySelector("[data-covered]").hidden;
    root.querySelectorAll("[data-covered]").forEach((part) => (part.hidden = isCovered));
    root.querySelectorAll("[data-uncovered]").forEach((part) => (part.hidden = !isCovered));
    root.querySelector("[data-cover-toggle]").setAttribute("aria-pressed", String(!isCovered));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cover-toggle], [data-print], [data-keys]");
    if (button?.matches("[data-print]")) window.print();
    else if (button?.matches("[data-keys]")) list();
    else if (button) toggle(button.closest("[data-cover]"));
  });
  const show = (root) => root.querySelectorAll?.("[data-cover-toggle][hidden], [data-print][hidden], [data-keys][hidden], [data-sheet-send][hidden]").forEach((button) => (button.hidden = false));
  show(document); // buttons that need script are in the page hidden
  document.addEventListener("htmx:load", (event) => show(event.target));

  // An answer that did not come is said where it was asked for.
  const lost = document.createElement("p");
  lost.className = "panel warn";
  lost.setAttribute("role", "alert");
  for (const [name, word] of [["htmx:sendError", "cut"], ["htmx:responseError", "failed"]]) {
    document.addEventListener(name, (event) => {
      lost.textContent = document.getElementById("messages").dataset[word];
      event.detail.elt.after(lost);
    });
  }
  document.addEventListener("htmx:beforeRequest", () => lost.remove());

  // Single keys. A Korean or Chinese layout gives its own letter: then the place of the key counts.
  function letter(event) {
    if (event.key.length !== 1) return "";
    if (event.key > "~" && event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    return event.key;
  }
  const isShown = (element) => element.getClientRects().length > 0;
  function press(key) {
    const element = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isShown);
    if (element) {
      const busy = document.activeElement.closest("form");
      if ("keyAlone" in element.dataset && busy && busy !== element.form) return false;
      if (element.matches(TYPING) || "keyFocus" in element.dataset) element.focus();
      else element.click();
      return true;
    }
    if (key === "/") return go();
    if (key === "l" && body.dataset.lineUrl) location.assign(body.dataset.lineUrl);
    return key === "l";
  }
  // The command box. What was typed does not stay behind in it.
  const box = document.getElementById("go");
  function go() {
    if (box?.showModal) {
      if (!box.open) box.showModal();
      box.querySelector("[name=to]").focus();
    } else if (body.dataset.goUrl) location.assign(body.dataset.goUrl);
    return Boolean(box || body.dataset.goUrl);
  }
  box?.addEventListener("close", () => {
    box.querySelector("[name=to]").value = "";
    box.querySelector("#go-found").textContent = "";
  });
  document.querySelector("[data-go]")?.addEventListener("click", (event) => {
    if (box?.showModal && go()) event.preventDefault();
  });
  function list() {
    const dialog = document.getElementById("shortcuts");
    if (dialog?.showModal) dialog.showModal();
    return Boolean(dialog);
  }
  document.addEventListener("keydown", (event) => {
    const isChord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK";
    if (isChord && !event.isComposing && !document.querySelector("dialog[open]") && go()) return event.preventDefault();
    if (!isOn("singleKeys") || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    const key = letter(event);
    if (key && (key === "?" ? list() : press(key))) event.preventDefault();
  });

  // A field takes focus where the page stands: what is above it (may I speak?) stays in sight.
  const first = document.querySelector("[data-focus]");
  first?.focus({ preventScroll: first.matches(TYPING) });
  if (first?.matches(TYPING)) scrollTo(0, 0);
})();
