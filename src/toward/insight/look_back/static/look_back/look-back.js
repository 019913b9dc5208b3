// The look-back page: choose or drop a chat, answer a question without choosing it again, and leave nothing behind.

import { chats, isZip } from "./zip.js";

const MOST = 256 * 1024 * 1024; // bytes; the server takes no more
const GHOST_AFTER = 400; // ms; a short wait needs no sign

let held = []; // the chosen files: they live in this page alone, until it is left

/** The files to send: of a zip only the chat inside. An Error's message is the name of a sentence in the page. */
async function ready(files) {
  const out = [];
  for (const file of files) {
    const inside = (await isZip(file)) ? await chats(file, MOST) : null;
    if (inside && !inside.length) throw new Error("noChat");
    out.push(...(inside ?? [file]));
  }
  if (out.reduce((sum, file) => sum + file.size, 0) > MOST) throw new Error("tooLarge");
  return out;
}

class LookBack extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.form.querySelector("input[type=file]");
    this.form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.input.addEventListener("change", () => this.chosen(this.input.files));
    this.catchDrops(this.querySelector("[data-drop]"));
    if (held.length && this.asks()) this.keepHeld();
  }

  asks() { return this.form.querySelector("fieldset.ask") !== null; }

  /** A question about the file that is still here: no need to choose it again. */
  keepHeld() {
    this.querySelector("[data-drop]").hidden = true;
    this.input.required = false;
    this.name(held);
  }

  name(files) {
    const line = this.querySelector("[data-held]");
    line.textContent = Array.from(files, (file) => file.name).join(" · ");
    line.hidden = !files.length;
  }

  chosen(files) {
    held = Array.from(files);
    this.name(held);
    if (held.length && !this.asks()) this.send();
  }

  catchDrops(area) {
    const over = (event) => { event.preventDefault(); area.classList.add("drop--over"); };
    area.addEventListener("dragover", over);
    area.addEventListener("dragleave", () => area.classList.remove("drop--over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("drop--over");
      this.chosen(event.dataTransfer.files);
    });
  }

  async send() {
    if (this.busy) return; // a double tap sends once
    if (!held.length) { this.input.reportValidity(); return; }
    this.wait(true);
    try {
      const body = new FormData(this.form);
      body.delete("files");
      for (const file of await ready(held)) body.append("files", file, file.name);
      const answer = await fetch(this.form.action, { method: "POST", body });
      show(await answer.text());
    } catch (problem) {
      this.trouble(this.dataset[problem.message] ?? this.dataset.offline);
    } finally {
      this.wait(false);
    }
  }

  wait(on) {
    this.busy = on;
    const button = this.form.querySelector("button[type=submit]");
    this.words ??= button.textContent;
    button.setAttribute("aria-busy", String(on));
    button.textContent = on ? this.dataset.reading : this.words;
    clearTimeout(this.timer);
    const ghost = this.querySelector("[data-ghost]");
    ghost.hidden = true;
    if (on) this.timer = setTimeout(() => { ghost.hidden = false; }, GHOST_AFTER);
    if (on) this.querySelector("[data-trouble]").hidden = true;
  }

  trouble(sentence) {
    const box = this.querySelector("[data-trouble]");
    box.textContent = sentence;
    box.hidden = false;
  }
}

class Report extends HTMLElement {
  connectedCallback() {
    held = [];
    const print = this.querySelector("[data-print]");
    if (!print) return;
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
}

/** Put the answer in place of the page, and the reader at its beginning. */
function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  for (const part of ["main", ".mast"]) {
    document.querySelector(part)?.replaceWith(document.importNode(next.querySelector(part), true));
  }
  document.title = next.title;
  window.scrollTo(0, 0);
  document.querySelector("#sentence, #report-h, #ask-h")?.focus({ preventScroll: true });
}

// What was read is gone when the page is left, even from the browser's way back.
window.addEventListener("pagehide", () => {
  held = [];
  document.querySelector("tw-report")?.replaceChildren();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

customElements.define("tw-look-back", LookBack);
customElements.define("tw-report", Report);
