"use strict";
// The service worker of web push. The message that wakes it is empty: it shows one neutral sentence, which stands in
// the address that it was registered by, and keeps nothing. One that she has not put away yet is shown anew: the next
// task may be the urgent one.
self.addEventListener("push", (event) => {
  const words = new URL(self.location.href).searchParams.get("words");
  event.waitUntil(self.registration.showNotification(words, { tag: "task", renotify: true }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/"));
});
