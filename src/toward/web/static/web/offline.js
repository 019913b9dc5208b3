// Puts the worker in its place, where a browser has one: by https or on this very computer, for who is signed in.

class Offline extends HTMLElement {
  async connectedCallback() {
    if (!window.isSecureContext || !navigator.serviceWorker) return;
    try {
      const here = await navigator.serviceWorker.register(this.dataset.worker, { updateViaCache: "none" });
      this.letIn(here);
      here.addEventListener("updatefound", () => this.watch(here));
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ deed: "wear", face: this.dataset.face });
    } catch { /* a browser that refuses, or a private window: the pages do without */ }
  }

  watch(here) {
    here.installing?.addEventListener("statechange", () => this.letIn(here));
  }

  /** A newer worker may take over at once: pages come from the network anyway, so that none has to be loaded anew. */
  letIn(here) {
    here.waiting?.postMessage({ deed: "take over" });
  }
}

customElements.define("tw-offline", Offline);
