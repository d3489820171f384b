/**
 * `<hl-rows name known label>` around the rows of a repeated group and a template: the empty rows that a browser without
 * scripts needs go away, a button adds one, and a row that is to be removed is hidden at once.
 */

import { icon, make } from "../lib/dom.ts";

export class HlRows extends HTMLElement {
  #next = 0;

  connectedCallback(): void {
    const template = this.querySelector("template");
    if (!template || this.querySelector("[data-add]")) return;
    const rows = [...this.querySelectorAll<HTMLElement>(":scope > [data-row]")];
    this.#next = rows.length;
    const blank = rows.slice(Number(this.getAttribute("known") ?? "0"));
    // A draft may have come back into rows that were empty.
    for (const row of blank) if (!filled(row)) row.remove();
    const add = make("button", { type: "button", class: "btn btn-small", "data-add": true }, icon("plus"), this.getAttribute("label") ?? "");
    add.addEventListener("click", () => this.#add(template, add));
    this.append(add);
    this.addEventListener("change", this.#changed);
  }

  #add(template: HTMLTemplateElement, before: HTMLElement): void {
    const made = make("div");
    made.innerHTML = template.innerHTML.replaceAll("__n__", String(this.#next));
    this.#next += 1;
    const row = made.firstElementChild;
    if (!row) return;
    before.before(row);
    row.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  #changed = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (box.type === "checkbox" && box.name.endsWith("-gone") && box.checked) box.closest<HTMLElement>("[data-row]")?.setAttribute("hidden", "");
  };
}

function filled(row: HTMLElement): boolean {
  return [...row.querySelectorAll<HTMLInputElement>("input:not([type=checkbox]), select, textarea")].some((field) => field.value !== "");
}

customElements.define("hl-rows", HlRows);
