"use strict";
// Switches web push on in this browser: form[data-push-on] gets the address that the browser's maker gives, and is
// sent; form[data-push-off] lets go of it here too. Where the browser knows no push, its button stays hidden.
(() => {
  const on = document.querySelector("form[data-push-on]");
  const off = document.querySelector("form[data-push-off]");
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;

  const atWork = (worker) =>
    worker.active
      ? worker
      : new Promise((done) => {
          const coming = worker.installing || worker.waiting;
          coming.addEventListener("statechange", () => coming.state === "activated" && done(worker));
        });

  const address = async () => {
    const words = encodeURIComponent(on.dataset.words);
    const worker = await atWork(await navigator.serviceWorker.register(`${on.dataset.worker}?words=${words}`));
    const asked = { userVisibleOnly: true, applicationServerKey: on.dataset.key };
    return (await worker.pushManager.subscribe(asked)).endpoint;
  };

  if (on) {
    on.hidden = false;
    on.addEventListener("submit", async (event) => {
      if (on.elements.endpoint.value) return;
      event.preventDefault();
      if ((await Notification.requestPermission()) !== "granted") return;
      on.elements.endpoint.value = await address();
      on.submit();
    });
  }
  off?.addEventListener("submit", async () => {
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  });
})();
