/**
 * `<hl-spot label said denied map map-label>` around a form that asks for a place (`x_commune`, hidden `x_lon` and `x_lat`): a
 * button takes the position of the device, another opens our map, where a commune can be chosen. Without this the commune
 * is chosen from the list.
 */

import { icon, make } from "../lib/dom.ts";

const WAIT_MS = 15_000;

export class HlSpot extends HTMLElement {
  #said = make("p", { class: "form-hint", role: "status" });

  connectedCallback(): void {
    const commune = this.#commune;
    if (!commune || this.contains(this.#said)) return;
    const tools = make("div", { class: "hl-form-actions" });
    if ("geolocation" in navigator) {
      const here = make("button", { type: "button", class: "btn" }, icon("current-location"), this.getAttribute("label") ?? "");
      here.addEventListener("click", () => this.#find());
      tools.append(here);
    }
    if (this.hasAttribute("map")) {
      const open = make("button", { type: "button", class: "btn", "aria-expanded": "false" }, icon("map"), this.getAttribute("map-label") ?? "");
      open.addEventListener("click", () => this.#map(open), { once: true });
      tools.append(open);
    }
    // Beside the field, not in it: a check by the server replaces the field.
    commune.closest(".hl-field")?.after(tools, this.#said);
    this.addEventListener("hl:place", (event) => this.#choose((event as CustomEvent<{ code: string }>).detail.code));
    this.addEventListener("change", (event) => {
      if ((event.target as HTMLElement).matches("select[name=x_commune]")) this.#point("", "");
    });
    if (this.#input("x_lon")?.value) this.#said.textContent = this.getAttribute("said") ?? "";
  }

  get #commune(): HTMLSelectElement | null {
    return this.querySelector("select[name=x_commune]");
  }

  #input(name: string): HTMLInputElement | null {
    return this.querySelector(`input[name=${name}]`);
  }

  #point(lon: string, lat: string): void {
    const [x, y] = [this.#input("x_lon"), this.#input("x_lat")];
    if (x) x.value = lon;
    if (y) y.value = lat;
    this.#said.textContent = lon ? (this.getAttribute("said") ?? "") : "";
  }

  #find(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#point(coords.longitude.toFixed(6), coords.latitude.toFixed(6)),
      () => (this.#said.textContent = this.getAttribute("denied") ?? ""),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 },
    );
  }

  #map(open: HTMLButtonElement): void {
    open.setAttribute("aria-expanded", "true");
    const map = document.createElement("hl-map");
    map.setAttribute("src", this.getAttribute("map") ?? "");
    map.setAttribute("label", this.getAttribute("map-label") ?? "");
    this.#said.before(map);
    document.dispatchEvent(new Event("htmx:load")); // a new island stands on the page
  }

  #choose(code: string): void {
    const commune = this.#commune;
    if (!commune) return;
    commune.value = code;
    this.#point("", "");
    commune.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("hl-spot", HlSpot);
