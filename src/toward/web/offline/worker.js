// Between the pages and the network. It keeps styles, scripts and three pages that are the same for everybody; whatever is
// somebody's own goes past it and is kept nowhere. SHELL stands before these lines, written by the server.

const STATICS = `statics-${SHELL.version}`;
const PAGES = `pages-${SHELL.version}`;
const AWAY = [502, 504]; // what a proxy says when nobody is behind it
const FACE = `${SHELL.offline}?face`; // no page of ours; a name in the cache alone
const PATIENCE = 20000; // ms
const files = new Set(SHELL.files);

for (const script of SHELL.scripts) importScripts(script);

/** The pages as everybody sees them, in the light, language and name of this device; all of them or none. */
async function keepPages() {
  const asked = SHELL.pages.map((page) => fetch(page, { cache: "no-store", headers: { "Toward-Kept": "1" } }));
  const answers = await Promise.all(asked);
  if (answers.some((answer) => !answer.ok || answer.redirected)) throw new Error("a page is not there");
  const kept = await caches.open(PAGES);
  await Promise.all(answers.map((answer, place) => kept.put(SHELL.pages[place], answer)));
}

async function keepAll() {
  const kept = await caches.open(STATICS);
  await kept.addAll(SHELL.files);
  await keepPages();
}

/** Throw away what earlier versions kept, and look after the pages that are open. */
async function takeOver() {
  const old = (await caches.keys()).filter((name) => /^(statics|pages)-/.test(name) && ![STATICS, PAGES].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The device's language, light or name is another one: so are the pages. */
async function wear(face) {
  const kept = await caches.open(PAGES);
  const before = await (await kept.match(FACE))?.text();
  if (before === face) return;
  await keepPages();
  await kept.put(FACE, new Response(face));
}

const fromDevice = async (path, where) => (await caches.open(where)).match(path);

/** A network that is there and answers nothing is none; a page that takes this long would not be waited for either. */
const late = () => new Promise((_, no) => { setTimeout(() => no(new Error("late")), PATIENCE); });

async function page(request) {
  const { pathname } = new URL(request.url);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (!AWAY.includes(answer.status)) return answer;
  } catch { /* no network, or nobody there */ }
  return (await fromDevice(pathname, PAGES)) ?? (await fromDevice(SHELL.offline, PAGES)) ?? Response.error();
}

const style = async (request, path) => (await fromDevice(path, STATICS)) ?? fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data?.deed === "take over") self.skipWaiting();
  if (event.data?.deed === "wear") event.waitUntil(wear(event.data.face).catch(() => {})); // without a network: next time
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (SHELL.apart.some((place) => pathname.startsWith(place))) return;
  if (files.has(pathname)) event.respondWith(style(event.request, pathname));
  else if (event.request.mode === "navigate") event.respondWith(page(event.request));
});
