"use strict";
// Switches web push on in this browser: form[data-push-on] gets the address that the browser's maker gives, and is
// sent; form[data-push-off] lets go of it here too. [data-push-said] says why it cannot be: the browser knows no push
// (its words in the page, without script too), it may show nothing (data-denied), or its maker did not answer
// (data-failed).
(() => {
  const on = document.querySelector("form[data-push-on]");
  const off = document.querySelector("form[data-push-off]");
  const said = document.querySelector("[data-push-said]");
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;

  const SECONDS = 30; // a browser without a way to its maker would let her wait for ever

  const atWork = (worker) =>
    worker.active
      ? worker
      : new Promise((done) => {
          const coming = worker.installing || worker.waiting;
          coming.addEventListener("statechange", () => coming.state === "activated" && done(worker));
        });

  const subscribed = async (manager) => {
    const asked = { userVisibleOnly: true, applicationServerKey: on.dataset.key };
    try {
      return await manager.subscribe(asked);
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      await (await manager.getSubscription()).unsubscribe(); // it is under a key that the house has no more
      return manager.subscribe(asked);
    }
  };

  const address = async () => {
    const words = encodeURIComponent(on.dataset.words);
    const worker = await atWork(await navigator.serviceWorker.register(`${on.dataset.worker}?words=${words}`));
    return (await subscribed(worker.pushManager)).endpoint;
  };

  const inTime = (promise) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), SECONDS * 1000))]);

  const say = (words) => {
    said.textContent = words;
    said.hidden = false;
  };

  if (on) {
    on.hidden = false;
    said.hidden = true;
    on.addEventListener("submit", async (event) => {
      if (on.elements.endpoint.value) return;
      event.preventDefault();
      if ((await Notification.requestPermission()) !== "granted") return say(on.dataset.denied);
      try {
        on.elements.endpoint.value = await inTime(address());
      } catch {
        return say(on.dataset.failed);
      }
      on.submit();
    });
  }
  off?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    } finally {
      off.submit();
    }
  });
})();
