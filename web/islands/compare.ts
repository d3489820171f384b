/**
 * `<hl-compare label>` around two figures: lays the second picture over the first, and a slider uncovers it.
 * Without it, and on paper, the two stand beside each other; a button shows them so again.
 */

import "../styles/compare.css";

import { make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

export class HlCompare extends HTMLElement {
  connectedCallback(): void {
    const figures = this.querySelectorAll("figure");
    // More than one picture of a time is not one view from two moments: those stay beside each other.
    if (figures.length !== 2 || this.querySelector("input")) return;
    const range = make("input", { type: "range", min: "0", max: "100", value: "50", "aria-label": this.getAttribute("label") ?? "" });
    const twin = make("button", { type: "button", class: "btn", "aria-pressed": "false" }, say("side-by-side"));
    const lay = (): void => this.style.setProperty("--shown", `${range.value}%`);
    range.addEventListener("input", lay);
    twin.addEventListener("click", () => {
      const plain = this.classList.toggle("is-plain");
      twin.setAttribute("aria-pressed", String(plain));
      range.hidden = plain;
    });
    lay();
    this.classList.add("is-laid");
    this.append(make("div", { class: "hl-island-bar" }, range, twin));
  }
}

customElements.define("hl-compare", HlCompare);
