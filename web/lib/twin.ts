/** The table beside a drawing: the same facts for those who cannot see it, and for those who want the figures. */

import { icon, make } from "./dom.ts";
import { say } from "./words.ts";

let count = 0;

export interface Twin {
  button: HTMLButtonElement;
  box: HTMLElement;
  open: () => void;
}

/** Make the button and the folded table; `fill` makes the table when it is first opened and each time it is asked for. */
export function twin(label: string, fill: () => HTMLTableElement): Twin {
  count += 1;
  const id = `hl-twin-${count}`;
  const words = make("span", {}, say("as-table"));
  const button = make("button", { type: "button", class: "btn btn-small", "aria-expanded": "false", "aria-controls": id }, icon("table"), words);
  const box = make("div", { id, class: "hl-twin", hidden: true, tabindex: "0", role: "region", "aria-label": label });
  const show = (open: boolean): void => {
    if (open) box.replaceChildren(fill());
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    words.textContent = say(open ? "hide-table" : "as-table");
  };
  button.addEventListener("click", () => show(box.hidden !== false));
  box.addEventListener("hl:fill", () => {
    if (!box.hidden) box.replaceChildren(fill());
  });
  return { button, box, open: () => show(true) };
}

/** Make a table of text and numbers; a number stands at the right. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLTableElement {
  const head = make("tr", {}, ...heads.map((text, at) => make("th", { scope: "col", class: at ? "is-number" : undefined }, text)));
  const body = rows.map((cells) =>
    make("tr", {}, ...cells.map((cell, at) => (at ? make("td", { class: "is-number" }, cell) : make("th", { scope: "row" }, cell)))),
  );
  return make(
    "table",
    { class: "hl-table" },
    make("caption", { class: "visually-hidden" }, caption),
    make("thead", {}, head),
    make("tbody", {}, ...body),
  );
}
