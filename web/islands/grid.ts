/**
 * `<hl-grid>` around a form with a table of inputs. Enter and the arrows up and down move in a column; what was copied
 * in a spreadsheet and is pasted into an input fills the inputs to the right and below.
 */

export class HlGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.#key);
    this.addEventListener("paste", this.#paste);
  }

  disconnectedCallback(): void {
    this.removeEventListener("keydown", this.#key);
    this.removeEventListener("paste", this.#paste);
  }

  /** The inputs by row; a row that cannot be entered has none and is passed over. */
  get #rows(): HTMLInputElement[][] {
    return [...this.querySelectorAll("tbody > tr")]
      .map((row) => [...row.querySelectorAll<HTMLInputElement>("input:not([type=hidden])")])
      .filter((inputs) => inputs.length > 0);
  }

  #place(target: EventTarget | null): [number, number] | null {
    const rows = this.#rows;
    const row = rows.findIndex((inputs) => inputs.includes(target as HTMLInputElement));
    return row < 0 ? null : [row, rows[row]?.indexOf(target as HTMLInputElement) ?? 0];
  }

  #key = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? -1 : 1;
    if (!["Enter", "ArrowUp", "ArrowDown"].includes(event.key) || event.isComposing || event.ctrlKey || event.altKey) return;
    const place = this.#place(event.target);
    if (!place) return;
    event.preventDefault();
    const next = this.#rows[place[0] + step]?.[place[1]];
    if (next) {
      next.focus();
      next.select();
    } else if (step > 0 && event.key === "Enter") this.querySelector<HTMLElement>("button[type=submit]")?.focus();
  };

  #paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text/plain").replace(/(\r\n|\r|\n)$/, "") ?? "";
    const place = this.#place(event.target);
    if (!place || !/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.split("\t"));
    let last: HTMLInputElement | undefined;
    lines.forEach((cells, down) =>
      cells.forEach((cell, right) => {
        const input = this.#rows[place[0] + down]?.[place[1] + right];
        if (!input) return;
        input.value = cell.trim();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        last = input;
      }),
    );
    last?.focus();
  };
}

customElements.define("hl-grid", HlGrid);
