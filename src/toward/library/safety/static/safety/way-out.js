// The reader's own way out: an address that Leave goes to. It lies in this browser and is sent nowhere.

const NAME = "way-out"; // leave.js reads it

class WayOut extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.input.value = this.reading() ?? "";
    this.querySelector("form").noValidate = true;
    this.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.keep(); });
    this.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    this.hidden = false;
  }

  reading() { try { return localStorage.getItem(NAME); } catch { return null; } }

  say(what) {
    this.querySelector("[data-said]").textContent = this.dataset[what];
    this.input.toggleAttribute("aria-invalid", what === "wrong");
    if (what === "wrong") this.input.setAttribute("aria-invalid", "true");
  }

  keep() {
    if (!/^https?:\/\/\S/.test(this.input.value) || !URL.canParse(this.input.value)) { this.say("wrong"); return; }
    try { localStorage.setItem(NAME, this.input.value); this.say("kept"); } catch { this.say("refused"); }
  }

  forget() {
    this.input.value = "";
    try { localStorage.removeItem(NAME); this.say("gone"); } catch { this.say("refused"); }
  }
}

customElements.define("tw-way-out", WayOut);
