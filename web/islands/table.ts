/**
 * `<hl-table>` around a list. Boxes named `selected` choose rows, the one with `data-all` chooses the page; while any
 * is chosen `.hl-bulk` is shown and `.hl-bulk-count` says how many. Keys: j and k move, Enter opens, x chooses.
 */

import { typing } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

export class HlTable extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", this.#changed);
    document.addEventListener("keydown", this.#key);
    this.#count();
  }

  disconnectedCallback(): void {
    this.removeEventListener("change", this.#changed);
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
    const rows = this.#rows;
    const at = rows.findIndex((row) => row.dataset["current"] !== undefined);
    if (event.key === "j") this.#go(rows, Math.min(at + 1, rows.length - 1));
    else if (event.key === "k") this.#go(rows, Math.max(at - 1, 0));
    else if (event.key === "x" && at >= 0) rows[at]?.querySelector<HTMLInputElement>("input[name=selected]")?.click();
    else return;
    event.preventDefault();
  };

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
