// What forms gain where scripts run: a password can be shown, a page printed, a time zone filled in, a wrong clock seen.

class Password extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn";
    this.button.setAttribute("aria-controls", this.input.id);
    this.button.addEventListener("click", () => this.show(this.input.type === "password"));
    this.input.form?.addEventListener("submit", () => this.show(false)); // so that a browser offers to keep it
    this.append(this.button);
    this.show(false);
  }

  show(open) {
    this.input.type = open ? "text" : "password";
    this.button.textContent = open ? this.dataset.hide : this.dataset.show;
  }
}

class Print extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

customElements.define("tw-password", Password);
customElements.define("tw-print", Print);

for (const field of document.querySelectorAll("[data-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

for (const line of document.querySelectorAll("[data-second]")) {
  line.hidden = Math.abs(Date.now() / 1000 - line.dataset.second) < 120;
}
