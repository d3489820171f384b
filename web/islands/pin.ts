/**
 * `<hl-pin src label>`: the communes as a light drawing on which one puts a pin, with a finger or with the arrow keys. The
 * large map (`hl-map`) costs five times what a whole report may; this one is 4 KB and is drawn from the same shapes.
 *
 * Sends `hl:pin` ({lon, lat}). `show(lon, lat)` puts the pin and comes near. + and − or two fingers come nearer.
 */

import type { FeatureCollection, Position } from "geojson";

import { make } from "../lib/dom.ts";
import { bounds } from "../lib/places.ts";
import { say } from "../lib/words.ts";

const SVG = "http://www.w3.org/2000/svg";
const NEAREST = 0.01; // degrees across, about a kilometre
const NEAR = 0.06;

function drawn<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export class HlPin extends HTMLElement {
  #svg = drawn("svg", { class: "hl-pin-map", tabindex: "0", role: "application" });
  #pin = drawn("circle", { class: "hl-pin-mark", r: "0", visibility: "hidden" });
  #whole = { x: 0, y: 0, w: 1, h: 1 };
  #view = { x: 0, y: 0, w: 1, h: 1 };
  #squeeze = 1;
  #at: { x: number; y: number } | undefined;
  #fingers = new Map<number, { x: number; y: number }>();
  #moved = false;

  connectedCallback(): void {
    if (this.#svg.isConnected) return;
    this.#svg.setAttribute("aria-label", this.getAttribute("label") ?? say("map"));
    const closer = make("button", { type: "button", class: "btn", "aria-label": say("zoom-in") }, "+");
    const further = make("button", { type: "button", class: "btn", "aria-label": say("zoom-out") }, "−");
    closer.addEventListener("click", () => this.#zoom(0.5));
    further.addEventListener("click", () => this.#zoom(2));
    this.append(this.#svg, make("div", { class: "hl-pin-tools" }, closer, further));
    this.#svg.addEventListener("keydown", this.#key);
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel"] as const) this.#svg.addEventListener(name, this.#touch);
    void this.#draw().catch(() => this.replaceChildren(say("map-not-drawn")));
  }

  async #draw(): Promise<void> {
    const found = (await (await fetch(this.getAttribute("src") ?? "")).json()) as FeatureCollection;
    const [west, south, east, north] = bounds(found.features) ?? [105, 17.9, 106.5, 18.8];
    this.#squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    this.#whole = { x: west * this.#squeeze, y: -north, w: (east - west) * this.#squeeze, h: north - south };
    if (!this.#at) this.#view = { ...this.#whole };
    for (const { geometry, properties } of found.features) {
      const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
      const area = drawn("path", { d: rings.map((ring) => this.#path(ring)).join("") });
      const name = drawn("title", {});
      name.textContent = String(properties?.["name"] ?? "");
      area.append(name);
      this.#svg.append(area);
    }
    this.#svg.append(this.#pin);
    this.#frame();
    this.dataset["ready"] = "";
  }

  #path(ring: readonly Position[]): string {
    return `M${ring.map(([lon = 0, lat = 0]) => `${(lon * this.#squeeze).toFixed(5)} ${(-lat).toFixed(5)}`).join("L")}Z`;
  }

  /** Put the pin at a place and come near. */
  show(lon: number, lat: number): void {
    this.#at = { x: lon * this.#squeeze, y: -lat };
    this.#view = { x: this.#at.x - NEAR / 2, y: this.#at.y - NEAR / 2, w: NEAR, h: NEAR };
    this.#frame();
  }

  #put(x: number, y: number): void {
    this.#at = { x, y };
    this.#frame();
    const detail = { lon: x / this.#squeeze, lat: -y };
    this.dispatchEvent(new CustomEvent("hl:pin", { bubbles: true, detail }));
  }

  #frame(): void {
    const { x, y, w, h } = this.#view;
    this.#svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    if (!this.#at) return;
    const marks = { cx: `${this.#at.x}`, cy: `${this.#at.y}`, r: `${Math.max(w, h) / 40}`, visibility: "visible" };
    for (const [name, value] of Object.entries(marks)) this.#pin.setAttribute(name, value);
  }

  #zoom(by: number): void {
    const { x, y, w, h } = this.#view;
    const wide = Math.min(Math.max(w * by, NEAREST), this.#whole.w);
    const high = (h * wide) / w;
    const centre = this.#at ?? { x: x + w / 2, y: y + h / 2 };
    this.#view = { x: centre.x - wide / 2, y: centre.y - high / 2, w: wide, h: high };
    this.#frame();
  }

  #key = (event: KeyboardEvent): void => {
    const step = this.#view.w / 20;
    const steps: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const way = steps[event.key];
    if (event.key === "+" || event.key === "-") this.#zoom(event.key === "+" ? 0.5 : 2);
    else if (way) {
      const from = this.#at ?? { x: this.#view.x + this.#view.w / 2, y: this.#view.y + this.#view.h / 2 };
      this.#put(from.x + way[0], from.y + way[1]);
    } else return;
    event.preventDefault();
  };

  #touch = (event: PointerEvent): void => {
    const here = { x: event.clientX, y: event.clientY };
    const before = this.#fingers.get(event.pointerId);
    if (event.type === "pointerdown") {
      this.#svg.setPointerCapture(event.pointerId);
      this.#fingers.set(event.pointerId, here);
      if (this.#fingers.size === 1) this.#moved = false;
    } else if (event.type === "pointermove" && before) this.#move(event.pointerId, before, here);
    else if (event.type !== "pointermove") {
      this.#fingers.delete(event.pointerId);
      if (event.type === "pointerup" && before && !this.#moved && !this.#fingers.size) this.#press(here);
    }
  };

  #press(here: { x: number; y: number }): void {
    const matrix = this.#svg.getScreenCTM();
    if (!matrix) return;
    const point = new DOMPoint(here.x, here.y).matrixTransform(matrix.inverse());
    this.#put(point.x, point.y);
  }

  /** One finger moves the map, two come nearer. */
  #move(finger: number, before: { x: number; y: number }, here: { x: number; y: number }): void {
    const scale = this.#svg.getScreenCTM()?.a ?? 1;
    if (!this.#moved && Math.hypot(here.x - before.x, here.y - before.y) < 6 && this.#fingers.size === 1) return;
    this.#moved = true;
    const other = [...this.#fingers].find(([id]) => id !== finger)?.[1];
    if (other) {
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(here.x - other.x, here.y - other.y)];
      if (is > 0) this.#zoom(was / is);
    } else {
      this.#view.x -= (here.x - before.x) / scale;
      this.#view.y -= (here.y - before.y) / scale;
      this.#frame();
    }
    this.#fingers.set(finger, here);
  }
}

customElements.define("hl-pin", HlPin);
