/**
 * `<hl-table>` around a list. Boxes named `selected` choose rows, the one with `data-all` chooses the page; while any
 * is chosen `.hl-bulk` is shown and `.hl-bulk-count` says how many. Keys: j and k move, Enter opens, x chooses, b goes
 * to what can be done with the chosen rows, ? says all this.
 */

import { make, typing } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

export class HlTable extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", this.#changed);
    this.addEventListener("reset", this.#reset);
    this.addEventListener("click", this.#click);
    document.addEventListener("keydown", this.#key);
    this.querySelector(".hl-keys")?.removeAttribute("hidden");
    this.#count();
  }

  disconnectedCallback(): void {
    this.removeEventListener("change", this.#changed);
    this.removeEventListener("reset", this.#reset);
    this.removeEventListener("click", this.#click);
    document.removeEventListener("keydown", this.#key);
  }

  get #boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[type=checkbox][name=selected]")];
  }

  get #rows(): HTMLTableRowElement[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("table.hl-table > tbody > tr")];
  }

  #changed = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (box.dataset["all"] !== undefined) for (const one of this.#boxes) one.checked = box.checked;
    this.#count();
  };

  // The boxes are empty only after the event.
  #reset = (): void => void setTimeout(() => this.#count());

  #click = (event: Event): void => {
    if ((event.target as HTMLElement).closest(".hl-keys")) this.#help();
  };

  #count(): void {
    const boxes = this.#boxes;
    const chosen = boxes.filter((box) => box.checked).length;
    const all = this.querySelector<HTMLInputElement>("input[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const bar = this.querySelector<HTMLElement>(".hl-bulk");
    if (!bar) return;
    bar.hidden = chosen === 0;
    const said = bar.querySelector(".hl-bulk-count");
    if (said) said.textContent = say("chosen", { n: chosen });
  }

  #key = (event: KeyboardEvent): void => {
    if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    // Of several lists on a page the keys belong to the one that has the focus, else to the first.
    const owner = document.activeElement?.closest("hl-table") ?? document.querySelector("hl-table");
    if (owner !== this) return;
    if (event.key === "Enter") return this.#open(event);
    const rows = this.#rows;
    const at = rows.findIndex((row) => row.dataset["current"] !== undefined);
    if (event.key === "j") this.#go(rows, Math.min(at + 1, rows.length - 1));
    else if (event.key === "k") this.#go(rows, Math.max(at - 1, 0));
    else if (event.key === "x" && at >= 0) rows[at]?.querySelector<HTMLInputElement>("input[name=selected]")?.click();
    else if (event.key === "b") this.querySelector<HTMLElement>(".hl-bulk:not([hidden]) button")?.focus();
    else if (event.key === "?") this.#help();
    else return;
    event.preventDefault();
  };

  // Enter opens the marked row also while the focus stands on its box.
  #open(event: KeyboardEvent): void {
    const at = event.target as HTMLElement;
    const row = at.closest<HTMLElement>("tr[data-current]");
    if (!row || at.closest("a, button")) return;
    event.preventDefault();
    row.querySelector<HTMLElement>("a[href]")?.click();
  }

  #help(): void {
    const chooses = this.#boxes.length > 0;
    const keys = [["j", "key-next"], ["k", "key-before"], ["Enter", "key-open"], ...(chooses ? [["x", "key-choose"], ["b", "key-bulk"]] : []), ["/", "palette"], ["?", "keys"]];
    const lines = keys.flatMap(([key = "", word = ""]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(word))]);
    const close = make("button", { type: "submit", class: "btn btn-primary" }, say("close"));
    const body = make("div", { class: "hl-dialog-body" }, make("h2", { id: "hl-keys-title" }, say("keys")), make("dl", { class: "hl-keys-list" }, ...lines));
    const form = make("form", { method: "dialog" }, body, make("div", { class: "hl-dialog-foot" }, close));
    const dialog = make("dialog", { class: "hl-dialog", "aria-labelledby": "hl-keys-title" }, form);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Mark a row and put the focus on its first link, so that Enter opens it and a screen reader says it. */
  #go(rows: HTMLTableRowElement[], to: number): void {
    for (const row of rows) delete row.dataset["current"];
    const row = rows[to];
    if (!row) return;
    row.dataset["current"] = "";
    const first = row.querySelector<HTMLElement>("a[href]");
    if (first) first.focus();
    else {
      row.tabIndex = -1;
      row.focus();
    }
    row.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("hl-table", HlTable);
