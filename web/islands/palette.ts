/**
 * `<hl-palette src>` around a link to the search page: Ctrl-K opens a field that finds any page of the menu by a few
 * letters, and below it whatever else the viewer may see (`src` is the search of the REST API).
 */

import { icon, make, typing } from "../lib/dom.ts";
import { opened, remember } from "../lib/recent.ts";
import { fold, say } from "../lib/words.ts";

interface Piece {
  text: string;
  found: boolean;
}

interface Answer {
  groups: { title: string; icon: string; hits: { url: string; title: Piece[] }[] }[];
}

interface Place {
  url: string;
  label: string;
  pieces: Piece[];
  section: string;
  icon: string;
  kept: boolean;
}

const PAUSE_MS = 150;
const MENU_MOST = 6;

const plain = (text: string): Piece[] => [{ text, found: false }];

export class HlPalette extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;
  #found: Place[] = [];
  #at = 0;
  #timer = 0;
  #asking: AbortController | undefined;

  connectedCallback(): void {
    document.addEventListener("keydown", this.#key);
    this.querySelector("a")?.addEventListener("click", this.#click);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#asking?.abort();
    this.#dialog?.remove();
  }

  // A new tab stays possible, and so does the page of search where dialogs do not exist.
  #click = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.open();
  };

  #key = (event: KeyboardEvent): void => {
    const slash = event.key === "/" && !typing(event);
    if (!slash && (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k")) return;
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

  #build(): HTMLDialogElement {
    const input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "true", "aria-controls": "hl-palette-list", maxlength: 200,
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

  #menu(text: string): Place[] {
    const parts = fold(text).split(/\s+/).filter(Boolean);
    const seen = new Set<string>();
    const links = document.querySelectorAll<HTMLAnchorElement>("nav a[href], a.door");
    return [...links].flatMap((link) => {
      const label = (link.querySelector(".door-label") ?? link).textContent?.trim() ?? "";
      if (!label || seen.has(link.href) || link.origin !== location.origin || link.hash) return [];
      seen.add(link.href);
      const folded = fold(label);
      if (!parts.every((part) => folded.includes(part))) return [];
      const section = link.closest("nav")?.getAttribute("aria-label") ?? "";
      return [{ url: link.href, label, pieces: plain(label), section, icon: "arrow-right", kept: false }];
    });
  }

  #search(text: string): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asked = text.trim();
    const recent = asked ? [] : opened().map(({ url, title }) => this.#lately(url, title));
    const menu = this.#menu(asked).slice(0, asked ? MENU_MOST : 12);
    const enough = asked.length > 1;
    this.#show([...recent, ...menu], enough);
    if (enough) this.#timer = window.setTimeout(() => void this.#ask(asked, menu), PAUSE_MS);
  }

  #lately(url: string, title: string): Place {
    return { url, label: title, pieces: plain(title), section: say("palette-recent"), icon: "history", kept: true };
  }

  async #ask(text: string, menu: Place[]): Promise<void> {
    const asking = (this.#asking = new AbortController());
    let answer: Answer = { groups: [] };
    try {
      const address = `${this.getAttribute("src") ?? ""}?${new URLSearchParams({ q: text }).toString()}`;
      const response = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (response.ok) answer = (await response.json()) as Answer;
    } catch {
      if (asking.signal.aborted) return; // somebody typed on
    }
    const known = new Set(menu.map(({ url }) => new URL(url, location.href).pathname));
    const hits = answer.groups.flatMap((group) =>
      group.hits.filter(({ url }) => !known.has(url)).map(({ url, title }): Place => {
        const label = title.map((piece) => piece.text).join("");
        return { url, label, pieces: title, section: group.title, icon: group.icon, kept: true };
      }),
    );
    this.#show([...menu, ...hits, ...(hits.length ? [this.#all(text)] : [])], false);
  }

  #all(text: string): Place {
    const page = this.querySelector("a")?.getAttribute("href") ?? "";
    const label = say("palette-all", { text });
    return { url: `${page}?${new URLSearchParams({ q: text }).toString()}`, label, pieces: plain(label), section: "", icon: "search", kept: false };
  }

  /** Show what was found; `waiting`: more may come, so an empty list says nothing yet. */
  #show(found: Place[], waiting: boolean): void {
    const chosen = this.#found[this.#at]?.url;
    this.#found = found;
    this.#at = Math.max(0, this.#at > 0 ? found.findIndex(({ url }) => url === chosen) : 0);
    const list = this.#dialog?.querySelector("ul");
    list?.replaceChildren(...found.map((place, index) => this.#row(place, index)));
    this.#dialog?.querySelector(".hl-palette-none")?.toggleAttribute("hidden", waiting || found.length > 0);
    list?.toggleAttribute("hidden", !found.length);
    this.#mark();
  }

  #row(place: Place, index: number): HTMLLIElement {
    const words = place.pieces.map(({ text, found }) => (found ? make("mark", {}, text) : text));
    const row = make("li", { role: "option", id: `hl-place-${index}` }, icon(place.icon), make("span", {}, ...words));
    if (place.section) row.append(make("span", { class: "hl-palette-where" }, place.section));
    row.addEventListener("click", () => this.#go(place));
    return row;
  }

  #go(place: Place): void {
    if (place.kept) remember(place.url, place.label);
    location.assign(place.url);
  }

  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = this.#found[this.#at];
    if (event.key === "Enter" && place && !event.isComposing) this.#go(place);
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
