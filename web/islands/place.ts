/**
 * `<hl-place src label map-label>` around a text area for coordinates: a button opens a light drawing of the communes, where
 * a pin is put by finger or arrow keys; its latitude and longitude are written into the text area.
 */

import { icon, make } from "../lib/dom.ts";

const DECIMALS = 6; // a decimetre

export class HlPlace extends HTMLElement {
  connectedCallback(): void {
    const text = this.querySelector("textarea");
    if (!text || this.querySelector("button")) return;
    const open = make("button", { type: "button", class: "btn", "aria-expanded": "false" }, icon("map-pin"), this.getAttribute("label") ?? "");
    open.addEventListener("click", () => void this.#open(open, text), { once: true });
    this.append(make("div", { class: "hl-form-actions" }, open));
  }

  async #open(button: HTMLButtonElement, text: HTMLTextAreaElement): Promise<void> {
    await import("./pin.ts");
    const pin = document.createElement("hl-pin") as HTMLElement & { show(lon: number, lat: number): void };
    pin.setAttribute("src", this.getAttribute("src") ?? "");
    pin.setAttribute("label", this.getAttribute("map-label") ?? "");
    button.setAttribute("aria-expanded", "true");
    button.hidden = true;
    this.append(pin);
    pin.addEventListener("hl:pin", (event) => {
      const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
      text.value = `${lat.toFixed(DECIMALS)}, ${lon.toFixed(DECIMALS)}`;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const [lat, lon] = text.value.split(",").map(Number);
    if (lat && lon && Math.abs(lat) < 90) pin.show(lon, lat);
    pin.querySelector("svg")?.focus();
  }
}

customElements.define("hl-place", HlPlace);
