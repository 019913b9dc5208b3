// Listens, as long as the page is seen, whether something has changed that it shows; then looks again. Where a line cannot
// be held (a proxy that keeps everything back, no stream at all), the page looks again by itself, as it does without scripts.

const SILENCE = 10_000; // ms until a line that says nothing counts as none

class Live extends HTMLElement {
  connectedCallback() {
    this.seen = this.dataset.since;
    this.onSight = () => (document.hidden ? this.close() : this.open());
    document.addEventListener("visibilitychange", this.onSight);
    this.onSight();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onSight);
    this.close();
  }

  open() {
    this.close();
    this.line = new EventSource(`${this.dataset.events}?since=${encodeURIComponent(this.seen)}`);
    this.line.addEventListener("open", () => clearTimeout(this.silent));
    this.line.addEventListener("changed", (event) => this.changed(event));
    this.line.addEventListener("error", () => { if (this.line?.readyState === EventSource.CLOSED) this.doWithout(); });
    this.silent = setTimeout(() => this.doWithout(), SILENCE);
  }

  close() {
    clearTimeout(this.silent);
    clearTimeout(this.again);
    this.line?.close();
    this.line = null;
  }

  changed(event) {
    this.seen = event.lastEventId;
    this.dispatchEvent(new CustomEvent("changed", { bubbles: true, detail: event.data.split(" ") }));
    if (this.dataset.page) this.look();
  }

  /** Put the page as it is now in the place of what it was; the new one brings its own line. */
  async look() {
    try {
      const answer = await fetch(this.dataset.page);
      if (!answer.ok || new URL(answer.url).pathname !== location.pathname) { location.reload(); return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      this.replace(document.querySelector("main"), fresh);
    } catch { this.doWithout(); }
  }

  replace(old, fresh) {
    const within = old.contains(document.activeElement) && document.activeElement !== old;
    old.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (within) old.focus();
  }

  doWithout() {
    this.close();
    if (this.dataset.again && !document.hidden) this.again = setTimeout(() => location.replace(this.dataset.again), Number(this.dataset.seconds) * 1000);
  }
}

customElements.define("tw-live", Live);
