// A form whose words may wait, and the list of what waits. Nothing is called delivered before the server has said so.

import { NotOurs, claim, isOurs, keep, note, remove, usable, waiting, wasDelivered } from "./later.js";

const FIRST = 4000; // ms until the first new try; each one doubles it
const LAST = 300000;
const PATIENCE = 10000; // ms that one try may take
const MOST = 20; // intents at once
const LARGEST = 40000; // bytes at once, below what the server takes
const LANGUAGE = { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang;
const OURS = ["csrfmiddlewaretoken", "wish", "next"]; // fields of every form that say nothing
const OUR_TURN = "toward-later-delivery";

const size = (thing) => new TextEncoder().encode(JSON.stringify(thing)).length;
const sent = ({ id, kind, at, zone, fields }) => ({ id, kind, at, zone, fields });

/** As many of the first ones as go at once. */
function parcel(intents) {
  const taken = [];
  for (const one of intents.slice(0, MOST)) {
    if (taken.length && size([...taken, one]) > LARGEST) break;
    taken.push(one);
  }
  return taken;
}

class Waiting extends HTMLElement {
  connectedCallback() {
    if (!usable()) return;
    this.pause = FIRST;
    this.line = this.querySelector("[role=status]");
    this.addEventListener("click", (event) => this.pressed(event.target));
    addEventListener("online", () => { this.pause = FIRST; this.deliver(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.seen(); });
    claim(this.dataset.whose).catch(() => null).then(() => this.deliver());
  }

  /** Looked at again: a page of who is no longer signed in here goes, unless something is typed in it. */
  async seen() {
    const typed = [...document.querySelectorAll("textarea, input[type=text]")].some((one) => one.value !== one.defaultValue);
    if (!typed && !(await isOurs(this.dataset.whose).catch(() => true))) location.reload();
    else await this.deliver();
  }

  /** Try once, after every other tab; returns what was answered by the intents' ids. */
  async deliver() {
    clearTimeout(this.again);
    const answered = new Map();
    this.why = null;
    try {
      await navigator.locks.request(OUR_TURN, () => this.run(answered));
    } catch { /* no drawer in this browser now: there is nothing that could wait */ }
    await this.show();
    return answered;
  }

  async run(answered) {
    const { whose } = this.dataset;
    for (;;) {
      const ready = (await waiting(whose)).filter((one) => !one.refused && !answered.has(one.id));
      if (!ready.length) return;
      const some = parcel(ready);
      const outcomes = await this.post(some);
      if (!outcomes) return;
      for (const outcome of outcomes) {
        answered.set(outcome.id, outcome);
        await this.settle(some.find((one) => one.id === outcome.id), outcome);
      }
    }
  }

  /** What the server says to each, or nothing where it cannot say it now. */
  async post(intents) {
    const { to, whose, token } = this.dataset;
    const body = JSON.stringify({ whose, intents: intents.map(sent) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(to, { method: "POST", headers, body, signal, redirect: "manual", cache: "no-store" });
      if (answer.ok) return (await answer.json()).outcomes;
      this.why = answer.type === "opaqueredirect" ? "enter" : [403, 409].includes(answer.status) ? "reload" : null;
    } catch { /* no network, or nobody there */ }
    return null;
  }

  async settle(intent, outcome) {
    const { whose } = this.dataset;
    if (!intent) return;
    if (outcome.answer !== "refused") { await remove(whose, intent, true); this.arrived = true; }
    else if (outcome.code === "not_known") await note(whose, { ...intent, sentence: outcome.sentence });
    else await note(whose, { ...intent, refused: true, sentence: outcome.sentence });
  }

  async show() {
    const left = await waiting(this.dataset.whose).catch(() => []);
    const open = left.filter((one) => !one.refused);
    this.hidden = !left.length && !this.arrived;
    this.line.textContent = this.dataset[this.state(open.length, left.length)];
    this.querySelector("[data-try]").hidden = !open.length;
    this.querySelector(".later").replaceChildren(...left.map((one) => this.row(one)));
    if (open.length) this.later();
  }

  state(open, left) {
    if (open) return this.why ?? "waits";
    return left ? "refused" : "arrived";
  }

  /** Words are text, never markup. */
  row(intent) {
    const row = this.querySelector("template").content.cloneNode(true).firstElementChild;
    const when = new Date(intent.at * 1000);
    row.dataset.place = intent.place;
    row.querySelector("time").dateTime = when.toISOString();
    row.querySelector("time").textContent = when.toLocaleString(LANGUAGE, { dateStyle: "long", timeStyle: "short" });
    row.querySelector("[data-said]").textContent = intent.sentence ?? "";
    row.querySelector("[data-said]").hidden = !intent.sentence;
    row.querySelector("[data-words]").textContent = intent.words ?? "";
    row.querySelector("details").hidden = !intent.words;
    return row;
  }

  later() {
    this.again = setTimeout(() => this.deliver(), this.pause);
    this.pause = Math.min(this.pause * 2, LAST);
  }

  async pressed(target) {
    if (target.closest("[data-try]")) await this.deliver();
    if (!target.closest("[data-remove]")) return;
    await remove(this.dataset.whose, { place: Number(target.closest("li").dataset.place) });
    await this.show();
  }
}

class Later extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.list = document.querySelector("tw-waiting");
    this.line = this.form.querySelector("[role=status]");
    if (!usable() || !this.list) return; // then it is a form like any other
    this.form.addEventListener("submit", (event) => this.send(event));
    this.bringBack();
  }

  intent(submitter) {
    const every = [...new FormData(this.form, submitter)].filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
    const typed = [...this.form.querySelectorAll("textarea, input[type=text]")].map((one) => one.value).filter(Boolean);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    const now = Math.floor(Date.now() / 1000);
    return { id: crypto.randomUUID(), kind: this.dataset.kind, at: now, zone, fields: Object.fromEntries(every), words: typed.join("\n") };
  }

  async send(event) {
    event.preventDefault();
    if (this.busy) return;
    const intent = this.intent(event.submitter);
    if (size(intent.fields) > LARGEST) { this.line.textContent = this.dataset.large; return; }
    this.busy = true;
    event.submitter?.setAttribute("aria-busy", "true");
    try {
      await this.away(intent);
    } catch (problem) {
      if (problem instanceof NotOurs) this.line.textContent = this.dataset.lost;
      else this.form.submit(); // the drawer does not open: the browser sends it as ever, and says itself if it cannot
    }
    event.submitter?.removeAttribute("aria-busy");
    this.busy = false;
  }

  async away(intent) {
    const { whose } = this.list.dataset;
    await keep(whose, intent);
    await this.forgetReturned(whose);
    const outcome = (await this.list.deliver()).get(intent.id) ?? await this.elsewhere(whose, intent.id);
    if (outcome?.answer === "lost") { this.line.textContent = this.dataset.lost; return; }
    if (!outcome || outcome.code === "not_known") { this.form.reset(); this.line.textContent = outcome?.sentence ?? this.dataset.waits; }
    else if (outcome.answer === "refused") this.returned(intent.id, outcome.sentence);
    else location.assign(this.dataset.then ?? location.href);
  }

  /** Another tab, or another try, may have been quicker; what is in the drawer no longer and was not delivered is lost. */
  async elsewhere(whose, id) {
    const found = (await waiting(whose)).find((one) => one.id === id);
    if (!found) return { answer: (await wasDelivered(whose, id)) ? "done" : "lost" };
    return found.refused ? { answer: "refused", sentence: found.sentence } : null;
  }

  returned(id, sentence) {
    this.back = id;
    this.line.textContent = sentence;
  }

  /** What was refused while nobody looked stands in its form again, if nothing else does. */
  async bringBack() {
    const found = (await waiting(this.list.dataset.whose)).find((one) => one.refused && one.kind === this.dataset.kind);
    const fields = [...this.form.querySelectorAll("textarea, input[type=text]")];
    if (!found || fields.some((one) => one.value)) return;
    for (const one of fields) one.value = found.fields[one.name] ?? "";
    this.returned(found.id, found.sentence);
  }

  /** Words that are sent once more take the place of those that came back. */
  async forgetReturned(whose) {
    const old = (await waiting(whose)).find((one) => one.id === this.back);
    if (old) await remove(whose, old);
    this.back = null;
  }
}

customElements.define("tw-waiting", Waiting);
customElements.define("tw-later", Later);
