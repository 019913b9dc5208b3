// A button that asks a passkey and sends its answer with the form. Where a browser has none, it stays away.

const NUMBER = /^[\d.]+$|^\[/; // an address without a name: no passkey is bound to one

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

/** A question of the server with bytes where the browser wants bytes. */
function question(asked) {
  const first = bytes(asked.extensions.prf.eval.first);
  const out = { ...asked, challenge: bytes(asked.challenge), extensions: { prf: { eval: { first } } } };
  if (asked.user) out.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) out.excludeCredentials = named(asked.excludeCredentials);
  if (asked.allowCredentials) out.allowCredentials = named(asked.allowCredentials);
  return out;
}

const workedOut = (made) => made.getClientExtensionResults().prf?.results?.first;

/** What a new passkey works out; many answer it only when they are asked once more. */
async function firstSecret(made, asked) {
  const prf = made.getClientExtensionResults().prf;
  if (prf?.results?.first || !prf?.enabled) return prf?.results?.first;
  const { challenge, extensions, timeout } = asked;
  const allowCredentials = [{ type: "public-key", id: made.rawId }];
  const again = { challenge, extensions, timeout, rpId: asked.rp.id, userVerification: "required", allowCredentials };
  return workedOut(await navigator.credentials.get({ publicKey: again }));
}

/** The answer as the server reads it. */
function answer({ id, rawId, type, response }) {
  const said = { clientDataJSON: base64(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = base64(response[name]);
  }
  return JSON.stringify({ id, rawId: base64(rawId), type, response: said });
}

class Passkey extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || NUMBER.test(location.hostname)) return;
    this.form = this.querySelector("form");
    this.button = this.querySelector("button");
    this.line = this.querySelector("[role=status]");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.go(); });
    this.form.addEventListener("formdata", ({ formData }) => this.fill(formData));
    this.hidden = false;
    for (const one of document.querySelectorAll("[data-without-passkey]")) one.hidden = true;
  }

  async go() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.button.setAttribute("aria-busy", "true");
    this.line.textContent = "";
    try {
      this.answered = await this.ask();
      this.form.submit();
    } catch {
      this.line.textContent = this.dataset.failed; // turned down, none there, too late: one sentence for all
    }
    this.answered = null;
    this.button.removeAttribute("aria-busy");
  }

  async ask() {
    const sent = await fetch(this.dataset.ask, { method: "POST", body: new FormData(this.form) });
    if (!sent.ok || sent.redirected) throw new Error("not asked");
    const publicKey = question(await sent.json());
    const made = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
    const secret = publicKey.user ? await firstSecret(made, publicKey) : workedOut(made);
    return { answer: answer(made), prf: secret ? base64(secret) : "" };
  }

  /** Into what is sent, and nowhere on the page. */
  fill(formData) {
    for (const [name, value] of Object.entries(this.answered ?? {})) formData.set(name, value);
  }
}

customElements.define("tw-passkey", Passkey);
