// A button that lets this browser be woken, and a sentence that says whether it can be, here and now.

const IPHONE = /iPhone|iPad|iPod/;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const standsAlone = () => navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;

/** What stands in the way, by the name of its sentence; "" for nothing. */
function hindrance(inside) {
  if (inside) return "inside";
  if (!window.isSecureContext) return "http";
  if (IPHONE.test(navigator.userAgent) && !standsAlone()) return "iphone";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "none";
  return Notification.permission === "denied" ? "denied" : "";
}

class Push extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.button = this.querySelector("button");
    this.line = this.querySelector("[role=status]");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.go(); });
    const why = hindrance(this.hasAttribute("data-is-inside"));
    this.say(why || (await this.has() ? "on" : "ready"));
    this.form.hidden = Boolean(why);
  }

  say(name) {
    this.line.textContent = this.dataset[name];
    this.dataset.state = name;
  }

  /** Whether this browser has given an address away before. */
  async has() {
    const here = await navigator.serviceWorker.getRegistration().catch(() => null);
    return Boolean(await here?.pushManager.getSubscription().catch(() => null));
  }

  async go() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.button.setAttribute("aria-busy", "true");
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.say("denied");
      this.fill(await this.subscribed());
      this.form.submit();
    } catch {
      this.say("failed"); // no push service behind this browser, or no network
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }

  async subscribed() {
    await navigator.serviceWorker.register(this.dataset.worker, { updateViaCache: "none" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const wanted = { userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) };
    try {
      return await pushManager.subscribe(wanted);
    } catch (problem) {
      const old = await pushManager.getSubscription();
      if (!old) throw problem;
      await old.unsubscribe(); // made for another key: this server was set up anew
      return pushManager.subscribe(wanted);
    }
  }

  fill(given) {
    const { endpoint, keys } = given.toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) {
      const field = this.form.elements.namedItem(name);
      if (field) field.value = value;
    }
  }
}

customElements.define("tw-push", Push);
