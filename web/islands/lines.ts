/** `<hl-lines>` around a textarea: numbers its lines, so that a problem that names one can be found. */

import { make } from "../lib/dom.ts";

export class HlLines extends HTMLElement {
  #text: HTMLTextAreaElement | null = null;
  #gutter = make("pre", { class: "hl-lines-gutter", "aria-hidden": "true" });

  connectedCallback(): void {
    if (this.#text) return;
    this.#text = this.querySelector("textarea");
    if (!this.#text) return;
    this.prepend(this.#gutter);
    this.#text.addEventListener("input", () => this.#count());
    this.#text.addEventListener("scroll", () => this.#follow());
    this.#count();
  }

  #count(): void {
    const lines = this.#text?.value.split("\n").length ?? 0;
    this.#gutter.textContent = Array.from({ length: lines }, (_, place) => place + 1).join("\n");
    this.#follow();
  }

  #follow(): void {
    if (this.#text) this.#gutter.scrollTop = this.#text.scrollTop;
  }
}

customElements.define("hl-lines", HlLines);
