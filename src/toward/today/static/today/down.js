// The dark page ends by itself: once the time is over, it goes back to Today.

class Down extends HTMLElement {
  connectedCallback() {
    this.over = setTimeout(() => location.replace(this.dataset.then), (Number(this.dataset.left) + 1) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.over);
  }
}

customElements.define("tw-down", Down);
