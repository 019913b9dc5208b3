// The drawer on this device: what waits lies in it sealed, under a key that no script can read out. One account at a time.

const NAME = "toward-later";
const KEYS = "keys";
const WAITING = "waiting";
const DELIVERED = "delivered"; // ids of what the server has taken, so that no other tab has to guess
const CLASS = 512; // bytes; the length of what is sealed tells only how many of these it fills

const toBytes = (text) => new TextEncoder().encode(text);
const fromBytes = (bytes) => new TextDecoder().decode(bytes);

const asked = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});
const finished = (deed) => new Promise((yes, no) => {
  deed.oncomplete = () => yes();
  deed.onabort = () => no(deed.error);
});

/** Whether this browser has everything that a sealed drawer needs. */
export const usable = () => Boolean(window.isSecureContext && crypto.subtle && window.indexedDB && navigator.locks);

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(WAITING, { autoIncrement: true });
    request.result.createObjectStore(DELIVERED);
  };
  return asked(request);
}

/** The drawer belongs to somebody else by now, or to nobody. */
export class NotOurs extends Error {}

/** The key of this account, or null where the drawer is not theirs: an old page neither reads nor empties it. */
async function keyOf(drawer, whose) {
  const held = await asked(drawer.transaction(KEYS).objectStore(KEYS).get("key"));
  return held?.whose === whose ? held.key : null;
}

/** For a page that has just come from the server: make the drawer this account's; what another left goes with its key. */
export const claim = (whose) => withDrawer(whose, async (drawer, held) => {
  if (held) return;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const every = drawer.transaction([KEYS, WAITING, DELIVERED], "readwrite");
  every.objectStore(WAITING).clear();
  every.objectStore(DELIVERED).clear();
  every.objectStore(KEYS).put({ whose, key }, "key");
  await finished(every);
});

/** Whether the drawer is still this account's. */
export const isOurs = (whose) => withDrawer(whose, async (drawer, key) => Boolean(key));

/** Do something with the open drawer; one tab at a time, so that two never make a key each. */
function withDrawer(whose, deed) {
  return navigator.locks.request(`${NAME}-drawer`, async () => {
    const drawer = await open();
    try {
      return await deed(drawer, await keyOf(drawer, whose));
    } finally {
      drawer.close();
    }
  });
}

async function seal(key, whose, intent) {
  const plain = toBytes(JSON.stringify(intent));
  const padded = new Uint8Array(Math.ceil(plain.length / CLASS) * CLASS).fill(0x20); // spaces end a JSON text unharmed
  padded.set(plain);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: toBytes(whose) }, key, padded) };
}

async function unseal(key, whose, place, { iv, sealed }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: toBytes(whose) }, key, sealed);
  return { place, ...JSON.parse(fromBytes(plain)) };
}

async function put(drawer, sealed, place) {
  const deed = drawer.transaction(WAITING, "readwrite");
  deed.objectStore(WAITING).put(sealed, place);
  await finished(deed);
}

async function all(drawer, key, whose) {
  const store = drawer.transaction(WAITING).objectStore(WAITING);
  const [places, sealed] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  const found = await Promise.all(sealed.map((one, index) => unseal(key, whose, places[index], one).catch(() => null)));
  return found.filter(Boolean).sort((one, other) => one.at - other.at || one.place - other.place);
}

/** Everything that waits for this account, in the order in which it was wished. */
export const waiting = (whose) => withDrawer(whose, (drawer, key) => (key ? all(drawer, key, whose) : []));

/** Put an intent in; its time is after everything that waits already, so that the order stays. */
export const keep = (whose, intent) => withDrawer(whose, async (drawer, key) => {
  if (!key) throw new NotOurs();
  const last = (await all(drawer, key, whose)).at(-1)?.at ?? 0;
  await put(drawer, await seal(key, whose, { ...intent, at: Math.max(intent.at, last + 1) }));
});

/** Note what became of an intent, in its place. */
export const note = (whose, { place, ...intent }) => withDrawer(whose, async (drawer, key) => {
  if (key) await put(drawer, await seal(key, whose, intent), place);
});

/** Take an intent out; its id stays where the server has taken it. */
export const remove = (whose, { place, id }, delivered = false) => withDrawer(whose, async (drawer, key) => {
  if (!key) return;
  const deed = drawer.transaction([WAITING, DELIVERED], "readwrite");
  deed.objectStore(WAITING).delete(place);
  if (delivered) deed.objectStore(DELIVERED).put(true, id);
  await finished(deed);
});

/** Whether the server has taken an intent, whichever tab brought it; asked once. */
export const wasDelivered = (whose, id) => withDrawer(whose, async (drawer, key) => {
  if (!key) return false;
  const store = drawer.transaction(DELIVERED, "readwrite").objectStore(DELIVERED);
  const found = await asked(store.get(id));
  if (found) store.delete(id);
  return Boolean(found);
});
