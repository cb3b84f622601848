"use strict";
// Leave now, lock now, and the warning before the desk locks itself.
// Without script both buttons are plain forms; with it the screen is covered before the network answers.
//   body data-leave-to          where Leave now ends: the neutral page, which takes this page's place in the history
//   body data-leave-key         Shift three times alone leaves; without it the key is off
//   body data-idle-seconds      how long the desk stays open without a page or a save
//   form[data-leave-form], form[data-lock-form], [data-idle] with [data-awake] in it (data-awake-url: what it fetches)
// `desk:flush` is sent first: whoever keeps drafts hands a promise to event.detail.wait().
(() => {
  const body = document.body;
  const leaveTo = body.dataset.leaveTo || "/";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("desk") : null;
  const FLUSH_MS = 1500; // a draft that takes longer is not waited for: somebody is at the door
  const WARN_SECONDS = 120;
  const PENDING = "desk.leaving";
  let going = false;

  function cover(isLeaving) {
    document.documentElement.classList.add("covered");
    document.title = document.querySelector(".brand span")?.textContent || "";
    if (document.activeElement) document.activeElement.blur();
    if (isLeaving) history.replaceState(null, "", leaveTo); // the address bar and the history forget the code at once
  }

  function atMost(promise, milliseconds) {
    return Promise.race([promise, new Promise((done) => setTimeout(done, milliseconds))]);
  }

  // Cut off, the page stays empty until the server has heard it: an error of a machine between is as good as silence.
  // Whoever opens a page of the desk before that leaves from there. A token too old is fetched anew, once; what is
  // refused even so goes as the plain form, whose page says that it was.
  const back = () => new Promise((done) => window.addEventListener("online", done, { once: true }));
  const isHeard = (answer) => answer?.ok || answer?.type === "opaqueredirect";
  function send(form) {
    const request = { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", keepalive: true };
    return atMost(fetch(form.action, request).catch(() => null), FLUSH_MS);
  }
  async function renewToken(form) {
    const page = fetch(document.querySelector(".brand").href).then((answer) => answer.text());
    const text = await atMost(page.catch(() => ""), FLUSH_MS);
    form.elements.csrfmiddlewaretoken.value = text?.match(/name="csrfmiddlewaretoken" value="(\w+)"/)?.[1] || "";
  }
  async function untilHeard(form) {
    localStorage.setItem(PENDING, "yes");
    let answer;
    for (let refused = 0; refused < 2 && !isHeard((answer = await send(form))); ) {
      if (answer?.status !== 403) await atMost(back(), 2 * FLUSH_MS);
      else if (++refused < 2) await renewToken(form);
    }
    localStorage.removeItem(PENDING);
    if (!isHeard(answer)) await new Promise(() => form.submit()); // its page takes this one's place
  }

  function flush() {
    const promises = [];
    document.dispatchEvent(new CustomEvent("desk:flush", { detail: { wait: (promise) => promises.push(promise) } }));
    return promises.length ? atMost(Promise.allSettled(promises), FLUSH_MS) : Promise.resolve();
  }

  const formOf = (act) => document.querySelector(`form[data-${act}-form]`);
  async function away(form, isLeaving, end, told) {
    if (going || !form) return;
    going = true;
    cover(isLeaving);
    if (told) channel?.postMessage(told); // the other tabs
    await flush();
    await untilHeard(form);
    end();
  }
  const leave = () => away(formOf("leave"), true, () => location.replace(leaveTo), "leave");
  const lock = () => away(formOf("lock"), false, () => formOf("lock").submit(), "lock");

  document.addEventListener("submit", (event) => {
    const act = event.target.matches("form[data-leave-form]") ? leave : event.target.matches("form[data-lock-form]") ? lock : null;
    if (!act) return;
    event.preventDefault();
    act();
  });

  // Shift, pressed and let go three times within 5 s with no other key, no click and no input method in between.
  let presses = [];
  let alone = false;
  const forget = () => {
    presses = [];
    alone = false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && !event.ctrlKey && event.code === "KeyL") {
      event.preventDefault();
      lock();
    }
    if (event.key !== "Shift" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return forget();
    if (!event.repeat) alone = true;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone || event.isComposing) return;
    alone = false;
    presses = [...presses, Date.now()].filter((moment) => Date.now() - moment < 5000);
    const isOn = "leaveKey" in body.dataset && localStorage.getItem("desk.leaveKey") !== "off";
    if (presses.length >= 3 && isOn) leave();
  });
  for (const name of ["mousedown", "compositionstart", "compositionend"]) document.addEventListener(name, forget);

  // The idle lock. The server's clock decides; this one warns, and covers what is left on the screen.
  const idleSeconds = Number(body.dataset.idleSeconds || 0);
  const warning = document.querySelector("[data-idle]");
  let closesAt = Infinity;
  function wake() {
    closesAt = Date.now() + idleSeconds * 1000;
    if (warning) warning.hidden = true;
  }
  function woken() {
    wake();
    channel?.postMessage("awake");
  }
  if (!idleSeconds) localStorage.removeItem(PENDING); // it is locked
  else if (localStorage.getItem(PENDING)) leave();
  if (idleSeconds) {
    woken();
    setInterval(() => {
      const left = (closesAt - Date.now()) / 1000;
      if (warning && left <= Math.min(WARN_SECONDS, idleSeconds / 2) && warning.hidden) warning.hidden = false;
      if (left <= 5) lock(); // a little early, while the draft can still be sealed
    }, 1000);
    document.addEventListener("desk:saved", woken);
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && event.detail.requestConfig?.triggeringEvent?.isTrusted) woken();
    });
    warning?.querySelector("[data-awake]")?.addEventListener("click", async (event) => {
      const url = event.currentTarget.dataset.awakeUrl || document.querySelector(".brand").href;
      const response = await fetch(url, { redirect: "manual" }).catch(() => null);
      if (response?.ok) woken();
    });
  }

  // Other tabs of the same desk.
  channel?.addEventListener("message", ({ data }) => {
    if (data === "awake") return wake();
    const isLeaving = data === "leave";
    away(formOf("leave"), isLeaving, () => location.replace(isLeaving ? leaveTo : location.href));
  });
})();
