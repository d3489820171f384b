/** `<hl-palette>` around its button: Ctrl-K opens a field that finds any page of the menu by a few letters, with or without accents. */

import { icon, make } from "../lib/dom.ts";
import { fold, say } from "../lib/words.ts";

interface Place {
  url: string;
  label: string;
  section: string;
  folded: string;
}

export class HlPalette extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;
  #found: Place[] = [];
  #at = 0;

  connectedCallback(): void {
    document.addEventListener("keydown", this.#key);
    this.querySelector("button")?.addEventListener("click", () => this.open());
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#dialog?.remove();
  }

  #key = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    this.open();
  };

  open(): void {
    this.#dialog ??= this.#build();
    const input = this.#dialog.querySelector("input");
    if (input) input.value = "";
    this.#search("");
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #places(): Place[] {
    const seen = new Set<string>();
    const links = document.querySelectorAll<HTMLAnchorElement>("nav a[href], a.door");
    return [...links].flatMap((link) => {
      const label = (link.querySelector(".door-label") ?? link).textContent?.trim() ?? "";
      if (!label || seen.has(link.href) || link.origin !== location.origin || link.hash) return [];
      seen.add(link.href);
      const section = link.closest("nav")?.getAttribute("aria-label") ?? "";
      return [{ url: link.href, label, section, folded: fold(label) }];
    });
  }

  #build(): HTMLDialogElement {
    const input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "true", "aria-controls": "hl-palette-list",
      "aria-autocomplete": "list", "aria-label": say("palette"), placeholder: say("palette"), autocomplete: "off", spellcheck: "false",
    });
    const list = make("ul", { role: "listbox", id: "hl-palette-list", "aria-label": say("palette-found") });
    const none = make("p", { class: "hl-palette-none", role: "status", hidden: true }, say("palette-none"));
    const dialog = make("dialog", { class: "hl-palette", "aria-label": say("palette"), "data-light": true }, input, list, none);
    input.addEventListener("input", () => this.#search(input.value));
    input.addEventListener("keydown", (event) => this.#move(event));
    document.body.append(dialog);
    return dialog;
  }

  #search(text: string): void {
    const parts = fold(text).split(/\s+/).filter(Boolean);
    this.#found = this.#places().filter((place) => parts.every((part) => place.folded.includes(part))).slice(0, 12);
    this.#at = 0;
    const list = this.#dialog?.querySelector("ul");
    list?.replaceChildren(...this.#found.map((place, index) => this.#row(place, index)));
    this.#dialog?.querySelector(".hl-palette-none")?.toggleAttribute("hidden", this.#found.length > 0);
    list?.toggleAttribute("hidden", !this.#found.length);
    this.#mark();
  }

  #row(place: Place, index: number): HTMLLIElement {
    const row = make("li", { role: "option", id: `hl-place-${index}` }, icon("arrow-right"), make("span", {}, place.label));
    if (place.section) row.append(make("span", { class: "hl-palette-where" }, place.section));
    row.addEventListener("click", () => location.assign(place.url));
    return row;
  }

  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = this.#found[this.#at];
    if (event.key === "Enter" && place) location.assign(place.url);
    if (!step || !this.#found.length) return;
    event.preventDefault();
    this.#at = (this.#at + step + this.#found.length) % this.#found.length;
    this.#mark();
  }

  #mark(): void {
    const rows = this.#dialog?.querySelectorAll("[role=option]") ?? [];
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.#at)));
    rows[this.#at]?.scrollIntoView({ block: "nearest" });
    const input = this.#dialog?.querySelector("input");
    if (this.#found.length) input?.setAttribute("aria-activedescendant", `hl-place-${this.#at}`);
    else input?.removeAttribute("aria-activedescendant");
  }
}

customElements.define("hl-palette", HlPalette);
