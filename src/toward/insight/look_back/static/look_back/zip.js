// Reads a zip's own directory and unpacks only the chat inside it, so that gigabytes of pictures never leave the device.

const TEXT = /\.(txt|json|sqlite|sqlite3|db)$/i;
const END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50, ENTRY = 0x02014b50;
const TAIL = 65557 + 20; // longest end record with its comment, and the zip64 locator before it

/** A part of a file as a DataView. */
async function view(file, from, to) {
  return new DataView(await file.slice(from, to).arrayBuffer());
}

/** Whether a file begins like a zip, whatever its name says. */
export async function isZip(file) {
  if (file.size < 22) return false;
  return (await view(file, 0, 4)).getUint32(0, true) === 0x04034b50;
}

/** Where the directory lies: {offset, size}; null when the file is cut off. */
async function directory(file) {
  const start = Math.max(0, file.size - TAIL);
  const tail = await view(file, start, file.size);
  for (let i = tail.byteLength - 22; i >= 0; i--) {
    if (tail.getUint32(i, true) !== END) continue;
    const size = tail.getUint32(i + 12, true), offset = tail.getUint32(i + 16, true);
    if (offset !== 0xffffffff && size !== 0xffffffff) return { offset, size };
    if (i < 20 || tail.getUint32(i - 20, true) !== LOCATOR64) return null;
    const at = Number(tail.getBigUint64(i - 12, true));
    const big = await view(file, at, at + 56);
    if (big.getUint32(0, true) !== END64) return null;
    return { size: Number(big.getBigUint64(40, true)), offset: Number(big.getBigUint64(48, true)) };
  }
  return null;
}

/** The zip64 sizes of an entry, where its 32-bit fields are full. */
function wide(entry, extra) {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const id = extra.getUint16(at, true), length = extra.getUint16(at + 2, true);
    if (id === 1) {
      let p = at + 4;
      for (const field of ["unpacked", "packed", "offset"]) {
        if (entry[field] !== 0xffffffff || p + 8 > extra.byteLength) continue;
        entry[field] = Number(extra.getBigUint64(p, true));
        p += 8;
      }
    }
    at += 4 + length;
  }
  return entry;
}

/** The entries of a zip: name, method, sizes, place; null when its directory cannot be read. */
export async function entries(file) {
  const where = await directory(file);
  if (!where || where.offset + where.size > file.size) return null;
  const bytes = await view(file, where.offset, where.offset + where.size), found = [];
  for (let p = 0; p + 46 <= bytes.byteLength && bytes.getUint32(p, true) === ENTRY;) {
    const nameLength = bytes.getUint16(p + 28, true), extraLength = bytes.getUint16(p + 30, true);
    const base = bytes.byteOffset + p + 46;
    const name = new TextDecoder().decode(new Uint8Array(bytes.buffer, base, nameLength));
    const extra = new DataView(bytes.buffer, base + nameLength, extraLength);
    found.push(wide({
      name, locked: (bytes.getUint16(p + 8, true) & 1) === 1, method: bytes.getUint16(p + 10, true),
      packed: bytes.getUint32(p + 20, true), unpacked: bytes.getUint32(p + 24, true), offset: bytes.getUint32(p + 42, true),
    }, extra));
    p += 46 + nameLength + extraLength + bytes.getUint16(p + 32, true);
  }
  return found;
}

/** One member unpacked, never longer than `most` bytes; null when it cannot be unpacked here. */
async function unpack(file, entry, most) {
  const head = await view(file, entry.offset, entry.offset + 30);
  const from = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(from, from + entry.packed);
  if (entry.method === 0) return new File([packed], entry.name.split("/").pop());
  if (entry.method !== 8 || typeof DecompressionStream === "undefined") return null;
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new File(parts, entry.name.split("/").pop());
    size += value.length;
    if (size > most) { await reader.cancel(); return null; }
    parts.push(value);
  }
}

/** The chats inside a zip as files. An empty list: there is none; null: this browser cannot tell, send the zip itself. */
export async function chats(file, most) {
  const all = await entries(file);
  if (!all) return null;
  const wanted = all.filter((entry) => TEXT.test(entry.name) && entry.unpacked > 0 && !entry.name.startsWith("__MACOSX/"));
  if (wanted.some((entry) => entry.locked || entry.unpacked > most)) return null;
  const found = [];
  for (const entry of wanted) {
    const member = await unpack(file, entry, most);
    if (!member) return null;
    found.push(member);
  }
  return found;
}
