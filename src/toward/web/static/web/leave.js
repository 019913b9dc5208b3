// Leaving at once: Shift three times, or Leave. A classic script in the head, because a page that must not be seen again
// has to be covered before it is drawn. Nothing is sent; what is kept stays in this browser.

(() => {
  const PRESSES = 3;
  const WITHIN = 2000; // ms
  const root = document.documentElement;
  const plain = document.currentScript.dataset.wayOut;
  let pressed = []; // moments of the last presses, with nothing between them

  const cover = () => root.classList.add("covered");
  const uncover = () => root.classList.remove("covered");

  /** A store of the browser, or nothing where it refuses one. */
  const store = (name) => { try { return window[name]; } catch { return null; } };

  /** The reader's own way out, if it is an address of the web, else the plain page. */
  function wayOut() {
    const own = store("localStorage")?.getItem("way-out") ?? "";
    return /^https?:\/\//.test(own) ? own : plain;
  }

  function leave() {
    cover();
    store("sessionStorage")?.setItem("left", "1"); // this tab's way back leads here no more
    location.replace(wayOut());
  }

  const hasLeft = () => store("sessionStorage")?.getItem("left") === "1";

  /** Came here by the way back, after having left? Then leave once more; whoever comes on purpose may stay. */
  function arrive(back) {
    if (hasLeft() && back) { leave(); return; }
    store("sessionStorage")?.removeItem("left");
    uncover();
  }

  function onKey(event) {
    if (event.key !== "Shift" || event.isComposing) { pressed = []; return; }
    if (event.repeat) return;
    pressed = [...pressed.filter((moment) => event.timeStamp - moment < WITHIN), event.timeStamp];
    if (pressed.length === PRESSES) leave();
    else if (pressed.length === PRESSES - 1) tell();
  }

  /** Those who listen hear what one more press would do. */
  function tell() {
    const line = document.querySelector("[data-leave-said]");
    line.textContent = line.dataset.leaveSaid;
    setTimeout(() => { line.textContent = ""; }, WITHIN);
  }

  arrive(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
  addEventListener("pageshow", (event) => { if (event.persisted) arrive(true); });
  addEventListener("keydown", onKey, true);
  addEventListener("pointerdown", () => { pressed = []; }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) cover(); else if (!hasLeft()) uncover(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-leave]")) return;
    event.preventDefault();
    leave();
  }, true);
})();
