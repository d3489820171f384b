/**
 * `<hl-hide>`: boxes over a picture, under which it will be destroyed. Holds an `<img>` and a hidden `<input>` with the
 * boxes as JSON (`left`, `top`, `width`, `height` as parts of the picture, `kind`). Draw on the picture to add one, drag
 * one to move it, its corner to resize it. With the keyboard: arrows move, with Shift they resize, Delete removes.
 * Without script the proposed boxes are sent as they are. Words come as `data-add`, `data-remove`, `data-face`,
 * `data-plate`, `data-part`.
 */

import "../styles/hide.css";

import { make } from "../lib/dom.ts";

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  kind: string;
}

const SMALLEST = 0.01;
const STEP = 0.01;
const SIDES = ["left", "top", "width", "height"] as const;

const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** Return a box that lies inside the picture. */
export function inside(box: Box): Box {
  const width = between(box.width, SMALLEST, 1);
  const height = between(box.height, SMALLEST, 1);
  return { ...box, width, height, left: between(box.left, 0, 1 - width), top: between(box.top, 0, 1 - height) };
}

/** Return the box between two corners. */
export function spanned(fromX: number, fromY: number, toX: number, toY: number): Box {
  const [left, right] = [between(Math.min(fromX, toX), 0, 1), between(Math.max(fromX, toX), 0, 1)];
  const [top, bottom] = [between(Math.min(fromY, toY), 0, 1), between(Math.max(fromY, toY), 0, 1)];
  return inside({ left, top, width: right - left, height: bottom - top, kind: "" });
}

class HlHide extends HTMLElement {
  #boxes: Box[] = [];
  #input!: HTMLInputElement;
  #sheet!: HTMLElement;

  connectedCallback(): void {
    const input = this.querySelector("input");
    const picture = this.querySelector("img");
    if (!input || !picture || this.#sheet) return;
    this.#input = input;
    this.#boxes = (JSON.parse(input.value || "[]") as Box[]).map(inside);
    this.#sheet = make("div", { class: "hl-hide-sheet" });
    picture.replaceWith(this.#sheet);
    picture.draggable = false;
    this.#sheet.append(picture);
    this.#sheet.addEventListener("pointerdown", this.#press);
    const add = make("button", { type: "button", class: "btn" }, this.dataset["add"] ?? "");
    add.addEventListener("click", () => {
      this.#boxes.push({ left: 0.4, top: 0.4, width: 0.2, height: 0.2, kind: "" });
      this.#draw(this.#boxes.length - 1);
    });
    this.append(make("p", { class: "hl-hide-tools" }, add));
    this.#draw();
  }

  #draw(focused = -1): void {
    this.#input.value = JSON.stringify(this.#boxes);
    for (const old of this.#sheet.querySelectorAll(".hl-hide-box")) old.remove();
    this.#boxes.forEach((box, number) => this.#sheet.append(this.#shown(box, number)));
    if (focused >= 0) this.#element(focused)?.focus();
  }

  #element(number: number): HTMLElement | undefined {
    return this.#sheet.querySelectorAll<HTMLElement>(".hl-hide-box")[number];
  }

  #shown(box: Box, number: number): HTMLElement {
    const name = `${this.dataset[box.kind || "part"] ?? ""} ${String(number + 1)}`;
    const remove = make("button", { type: "button", class: "hl-hide-off", "aria-label": `${this.dataset["remove"] ?? ""}: ${name}` }, "×");
    const shown = make("div", { class: "hl-hide-box", tabindex: "0", role: "group", "aria-label": name }, remove, make("span", { class: "hl-hide-corner" }));
    remove.addEventListener("click", () => this.#remove(number));
    shown.addEventListener("keydown", (event) => this.#type(event, number));
    this.#place(shown, box);
    return shown;
  }

  #place(shown: HTMLElement, box: Box): void {
    for (const side of SIDES) shown.style[side] = `${String(box[side] * 100)}%`;
  }

  #remove(number: number): void {
    this.#boxes.splice(number, 1);
    this.#draw(Math.min(number, this.#boxes.length - 1));
  }

  #type(event: KeyboardEvent, number: number): void {
    const box = this.#boxes[number];
    if (!box || event.target !== event.currentTarget) return;
    const across = event.key === "ArrowLeft" ? -STEP : event.key === "ArrowRight" ? STEP : 0;
    const down = event.key === "ArrowUp" ? -STEP : event.key === "ArrowDown" ? STEP : 0;
    if (event.key === "Delete" || event.key === "Backspace") this.#remove(number);
    else if (across || down) this.#change(number, event.shiftKey ? [0, 0, across, down] : [across, down, 0, 0], box);
    else return;
    event.preventDefault();
  }

  #change(number: number, [x, y, wide, high]: [number, number, number, number], from: Box): void {
    const room = { width: Math.min(from.width + wide, 1 - from.left), height: Math.min(from.height + high, 1 - from.top) };
    const size = wide || high ? room : { width: from.width, height: from.height };
    const box = inside({ ...from, ...size, left: from.left + x, top: from.top + y });
    this.#boxes[number] = box;
    this.#input.value = JSON.stringify(this.#boxes);
    const shown = this.#element(number);
    if (shown) this.#place(shown, box);
  }

  #press = (event: PointerEvent): void => {
    const at = event.target as HTMLElement;
    if (event.button !== 0 || at.closest(".hl-hide-off")) return;
    event.preventDefault();
    const area = this.#sheet.getBoundingClientRect();
    const spot = (each: PointerEvent): [number, number] => [(each.clientX - area.left) / area.width, (each.clientY - area.top) / area.height];
    const [x, y] = spot(event);
    let number = [...this.#sheet.querySelectorAll(".hl-hide-box")].findIndex((box) => box.contains(at));
    const isNew = number < 0;
    if (isNew) number = this.#boxes.push(spanned(x, y, x, y)) - 1;
    this.#draw(number);
    const from = this.#boxes[number] as Box;
    const resizes = at.classList.contains("hl-hide-corner");
    const move = (each: PointerEvent): void => {
      const [toX, toY] = spot(each);
      if (isNew) this.#change(number, [0, 0, 0, 0], spanned(x, y, toX, toY));
      else this.#change(number, resizes ? [0, 0, toX - x, toY - y] : [toX - x, toY - y, 0, 0], from);
    };
    const drop = (): void => {
      removeEventListener("pointermove", move);
      const box = this.#boxes[number];
      // A press without a way is no box.
      if (isNew && box && box.width <= SMALLEST && box.height <= SMALLEST) this.#remove(number);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", drop, { once: true });
  };
}

customElements.define("hl-hide", HlHide);
