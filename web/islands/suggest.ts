/**
 * `<hl-suggest src>` around a text input: suggests what may be meant while one types (`?q=`, answered by
 * `[{key, name}]`). What is chosen stands in the input by its name; inputs `[data-key]` and `[data-was]` within, where
 * there are any, hold its key and that name, so that a typed text can be told from a chosen thing.
 */

import { make } from "../lib/dom.ts";

const PAUSE_MS = 200;

interface Suggestion {
  key: string;
  name: string;
}

let count = 0;

export class HlSuggest extends HTMLElement {
  #input: HTMLInputElement | null = null;
  #list = make("ul", { class: "hl-suggest-list", role: "listbox", hidden: true });
  #found: Suggestion[] = [];
  #at = -1;
  #timer = 0;
  #asked = 0;

  connectedCallback(): void {
    if (this.#input) return;
    this.#input = this.querySelector<HTMLInputElement>("input:not([type=hidden])");
    if (!this.#input) return;
    this.#list.id = `hl-suggest-${(count += 1)}`;
    const combo = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(combo)) this.#input.setAttribute(name, value);
    this.#list.setAttribute("aria-label", this.#input.labels?.[0]?.textContent?.trim() ?? "");
    this.#input.after(this.#list);
    this.#input.addEventListener("input", this.#typed);
    this.#input.addEventListener("keydown", this.#key);
    this.#input.addEventListener("blur", () => this.#close());
    // The input keeps the focus, so that it is not left before the choice is made.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", this.#press);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  #typed = (event: Event): void => {
    if (event instanceof CustomEvent) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask().catch(() => this.#close()), PAUSE_MS);
  };

  async #ask(): Promise<void> {
    const text = this.#input?.value.trim() ?? "";
    const asked = (this.#asked += 1);
    if (!text) return this.#close();
    const answer = await fetch(`${this.getAttribute("src") ?? ""}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    // A slow answer to what is no longer asked is passed over.
    if (!answer.ok || asked !== this.#asked) return;
    this.#found = (await answer.json()) as Suggestion[];
    this.#at = -1;
    const options = this.#found.map((each, place) => make("li", { role: "option", id: `${this.#list.id}-${place}`, "aria-selected": "false", "data-place": String(place) }, each.name));
    this.#list.replaceChildren(...options);
    this.#list.hidden = !options.length;
    this.#input?.setAttribute("aria-expanded", String(options.length > 0));
  }

  #close(): void {
    this.#asked += 1;
    this.#list.hidden = true;
    this.#at = -1;
    this.#input?.setAttribute("aria-expanded", "false");
    this.#input?.removeAttribute("aria-activedescendant");
  }

  #key = (event: KeyboardEvent): void => {
    if (this.#list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && this.#at >= 0) this.#choose(this.#at);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
  };

  #move(by: number): void {
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.#at)));
    const option = this.#list.children[this.#at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input?.setAttribute("aria-activedescendant", option.id);
  }

  #press = (event: MouseEvent): void => {
    const option = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (option) this.#choose(Number(option.dataset["place"]));
  };

  #choose(place: number): void {
    const chosen = this.#found[place];
    const input = this.#input;
    if (!chosen || !input) return;
    input.value = chosen.name;
    const [key, was] = [this.querySelector<HTMLInputElement>("[data-key]"), this.querySelector<HTMLInputElement>("[data-was]")];
    if (key && was) [key.value, was.value] = [chosen.key, chosen.name];
    this.#close();
    // The draft hears of it, and the form checks the input; it does not suggest once more.
    input.dispatchEvent(new CustomEvent("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("hl-suggest", HlSuggest);
