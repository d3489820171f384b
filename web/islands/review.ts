/**
 * `<hl-review>` around a review: brings the place of the finding into view, and lets the keyboard press what carries
 * `data-key`. In an input, Ctrl+Enter saves. Without script the same buttons are pressed by hand.
 */

import { still, typing } from "../lib/dom.ts";

export class HlReview extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.#key);
    this.#show();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
  }

  /** Scroll the document, and only it, to the finding. */
  #show(): void {
    const pane = this.querySelector<HTMLElement>(".hl-review-text");
    const lit = pane?.querySelector<HTMLElement>(".is-now");
    if (!pane || !lit) return;
    const top = lit.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop - pane.clientHeight / 3;
    pane.scrollTo({ top, behavior: still() ? "auto" : "smooth" });
  }

  #key = (event: KeyboardEvent): void => {
    const saves = event.key === "Enter" && event.ctrlKey;
    if (!saves && (typing(event) || event.ctrlKey || event.metaKey || event.altKey)) return;
    if (document.querySelector("dialog[open]")) return;
    const wanted = saves ? "s" : event.key;
    const pressed = /^[a-z]$/.test(wanted) ? this.querySelector<HTMLElement>(`[data-key="${wanted}"]`) : null;
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  };
}

customElements.define("hl-review", HlReview);
