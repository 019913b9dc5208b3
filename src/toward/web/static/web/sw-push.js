// What the worker does when the server wakes it. The message says nothing; every word that is shown stands here.

const SAYS = {
  en: { plain: "Reminder", body: "There is something to look at" },
  zh: { plain: "提醒", body: "有一样可以看看" },
};

/** Language and name of this device, as its pages wear them; without any, as the browser speaks, under a plain name. */
async function faceOfDevice() {
  const kept = typeof FACE === "string" ? await caches.match(FACE) : null; // where worker.js keeps it
  const [language = navigator.language, , plain = "True"] = kept ? (await kept.text()).split(" ") : [];
  return { says: SAYS[language.startsWith("zh") ? "zh" : "en"], plain: plain === "True" };
}

async function remind() {
  const { says, plain } = await faceOfDevice();
  const shown = { body: says.body, tag: "reminder", renotify: true }; // one at a time: the next takes its place
  await self.registration.showNotification(plain ? says.plain : "Toward", shown);
}

/** To the pages that are open already, or to a new one. */
async function come() {
  const [open] = await self.clients.matchAll({ type: "window" });
  const today = new URL("today/", self.registration.scope).href;
  await (open ? open.focus() : self.clients.openWindow(today));
}

self.addEventListener("push", (event) => event.waitUntil(remind()));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(come());
});
