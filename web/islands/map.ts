/**
 * `<hl-map src label>`: a quiet map of our own GeoJSON. Areas and points carry `code` and `name`.
 *
 * - `value`: the property to show in five classes, a number or an object of numbers by period (then there is a slider);
 *   `value-label` and `unit` name it. Without it the areas are plain.
 * - `points`: a second address, of points; they cluster. Points in `src` cluster too.
 * - `cells`: an address that is asked for what the map shows just now (`bbox`, `zoom`, and with the slider a month as `from`
 *   and `to`): numbers of cells, single places where they are few, or areas such as parcels; `spot-href` is where such a place leads.
 * - `href`: where a place leads, with `{code}`; `target` is what the answer fills, otherwise the page goes there.
 * - `selected`: the code of the chosen place; `hl:place` ({code, name}) tells that another was chosen.
 *
 * Each map has a table twin. Where the browser cannot draw, the table opens by itself.
 */

import "maplibre-gl/dist/maplibre-gl.css";
import "../styles/twin.css";
import "../styles/map.css";

import type { Feature, FeatureCollection } from "geojson";
import htmx from "htmx.org";
import { type GeoJSONSource, Map as Drawing, type MapGeoJSONFeature, type MapMouseEvent, NavigationControl, setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

import { Cells, LAYERS } from "../lib/cells.ts";
import { classOf, edges, ranges } from "../lib/classes.ts";
import { onTheme } from "../lib/colours.ts";
import { make, still } from "../lib/dom.ts";
import { type Label, lay } from "../lib/labels.ts";
import { HATCH, hatch, layers, NO_DATA, palette, style } from "../lib/map-style.ts";
import { bounds, periods, type Place, read } from "../lib/places.ts";
import { table, type Twin, twin } from "../lib/twin.ts";
import { month, number, say } from "../lib/words.ts";
import { legend } from "../lib/legend.ts";

setWorkerUrl(worker);

export class HlMap extends HTMLElement {
  static observedAttributes = ["selected"];

  #map: Drawing | undefined;
  #places: Place[] = [];
  #features: Feature[] = [];
  #period = "";
  #cells: Cells | undefined;
  #hover: { source: string; id: string } | undefined;
  #twin: Twin | undefined;
  #end: (() => void) | undefined;
  #canvas = make("div", { class: "hl-map-canvas" });
  #labels = make("div", { class: "hl-map-labels", "aria-hidden": "true" });
  #tip = make("p", { class: "hl-map-tip", hidden: true, role: "status" });
  #bar = make("div", { class: "hl-island-bar" });
  #legend = make("div", { class: "hl-legend-box" });

  connectedCallback(): void {
    if (this.#map || this.#twin) return;
    this.#twin = twin(this.#label, () => this.#table());
    this.#bar.append(this.#legend, this.#twin.button);
    this.replaceChildren(make("div", { class: "hl-map-frame" }, this.#canvas, this.#labels, this.#tip), this.#bar, this.#twin.box);
    void this.#begin().catch((fault: unknown) => this.#fail(fault));
  }

  disconnectedCallback(): void {
    this.#end?.();
    this.#map?.remove();
    this.#map = undefined;
    this.#twin = undefined;
  }

  attributeChangedCallback(_name: string, old: string | null): void {
    if (!this.#map?.isStyleLoaded()) return;
    if (old) this.#mark(old, false);
    this.#mark(this.getAttribute("selected") ?? "", true);
  }

  get #label(): string {
    return this.getAttribute("label") ?? say("map");
  }

  get #plain(): boolean {
    return !this.hasAttribute("value");
  }

  async #begin(): Promise<void> {
    const sources = [this.getAttribute("src"), this.getAttribute("points")].filter((source) => source !== null);
    const answers = await Promise.all(sources.map((source) => get(source)));
    this.#features = answers.flatMap((answer) => answer.features);
    this.#places = read({ type: "FeatureCollection", features: this.#features }, this.getAttribute("value") ?? "");
    this.#features.forEach((feature, at) => (feature.properties = { ...feature.properties, code: this.#places[at]?.code }));
    const times = periods(this.#places);
    this.#period = times.at(-1) ?? "";
    if (times.length > 1) this.#bar.prepend(this.#slider(times));
    this.#explain();
    this.#draw();
  }

  #draw(): void {
    const box = bounds(this.#features);
    const map = new Drawing({
      container: this.#canvas,
      style: style(palette(this), this.#plain),
      ...(box ? { bounds: box, fitBoundsOptions: { padding: 16 } } : {}),
      attributionControl: false,
      dragRotate: false,
      maxPitch: 0,
      touchPitch: false,
      fadeDuration: 0,
      // With one finger one scrolls the page, not the map.
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      locale: {
        "Map.Title": this.#label,
        "NavigationControl.ZoomIn": say("zoom-in"),
        "NavigationControl.ZoomOut": say("zoom-out"),
        "CooperativeGesturesHandler.MobileHelpText": say("two-fingers"),
        "CooperativeGesturesHandler.WindowsHelpText": say("ctrl-zoom"),
        "CooperativeGesturesHandler.MacHelpText": say("ctrl-zoom"),
      },
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.on("load", () => this.#fill(map));
    map.on("move", () => this.#write());
    map.on("idle", () => this.#write());
    map.on("mousemove", (event) => this.#point(event));
    map.on("mouseout", () => this.#leave());
    map.on("click", (event) => void this.#press(event));
    this.#end = onTheme(() => this.#repaint());
  }

  #fill(map: Drawing): void {
    if (!this.#plain) map.addImage(HATCH, hatch(palette(this)), { pixelRatio: 2 });
    for (const source of ["areas", "points"]) {
      const features = this.#features.filter((_, at) => this.#places[at]?.point === (source === "points"));
      void (map.getSource(source) as GeoJSONSource).setData({ type: "FeatureCollection", features });
    }
    this.#paint();
    this.#mark(this.getAttribute("selected") ?? "", true);
    const cells = this.getAttribute("cells");
    if (cells) this.#cells = new Cells(map, cells, palette(this));
    void this.#cells?.ask(this.#period);
    this.toggleAttribute("data-ready", true);
  }

  /** Give each area its class in the chosen period. */
  #paint(): void {
    const limits = edges(this.#all());
    for (const place of this.#places) {
      if (place.point) continue;
      const value = this.#value(place);
      const rank = value === undefined ? NO_DATA : classOf(value, limits);
      this.#map?.setFeatureState({ source: "areas", id: place.code }, { rank });
    }
  }

  /** All values of all periods: the classes stay when the slider moves, so that colours can be compared. Not with cells, where a sum of all periods stands beside them. */
  #all(): number[] {
    if (this.hasAttribute("cells")) return this.#places.map((place) => this.#value(place)).filter((value) => value !== undefined);
    return this.#places.flatMap((place) => [...place.values.values()]);
  }

  #value(place: Place): number | undefined {
    return place.values.get(this.#period) ?? place.values.get("");
  }

  #said(place: Place): string {
    const value = this.#value(place);
    if (this.#plain) return "";
    return value === undefined ? say("no-data") : `${number(value)} ${this.getAttribute("unit") ?? ""}`.trim();
  }

  #repaint(): void {
    const tones = palette(this);
    if (!this.#map?.isStyleLoaded()) return;
    if (this.#map.hasImage(HATCH)) this.#map.updateImage(HATCH, hatch(tones));
    for (const layer of layers(tones, this.#plain)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.#map.setPaintProperty(layer.id, name as never, value as never);
    }
    this.#cells?.repaint(tones);
  }

  #explain(): void {
    if (this.#plain) return;
    const values = this.#all();
    const title = this.getAttribute("value-label") ?? this.#label;
    this.#legend.replaceChildren(legend(title, this.getAttribute("unit") ?? "", ranges(values, edges(values))));
  }

  #slider(times: string[]): HTMLElement {
    const shown = make("output", {}, month(this.#period));
    const last = String(times.length - 1);
    const input = make("input", { type: "range", min: "0", max: last, value: last, step: "1", "aria-label": say("period"), "aria-valuetext": month(this.#period) });
    input.addEventListener("input", () => {
      this.#period = times[Number(input.value)] ?? "";
      shown.textContent = month(this.#period);
      input.setAttribute("aria-valuetext", month(this.#period));
      this.#paint();
      if (this.hasAttribute("cells")) this.#explain();
      void this.#cells?.ask(this.#period);
      this.#twin?.box.dispatchEvent(new CustomEvent("hl:fill"));
    });
    return make("div", { class: "hl-slider" }, input, shown);
  }

  #write(): void {
    const map = this.#map;
    if (!map) return;
    // The chosen place and then the widest are named first; a name that would cover another is left out.
    const chosen = this.getAttribute("selected");
    const areas = this.#places.filter((place) => !place.point && place.name);
    const names = areas.sort((a, b) => Number(b.code === chosen) - Number(a.code === chosen) || b.span - a.span);
    const labels: Label[] = names.map((place) => ({ text: short(place.name), at: place.centre, kind: "name" }));
    const seen = new Set<number>();
    for (const cluster of map.getLayer("clusters") ? map.queryRenderedFeatures({ layers: ["clusters"] }) : []) {
      const { cluster_id: id, point_count: many } = cluster.properties as { cluster_id: number; point_count: number };
      if (seen.has(id) || cluster.geometry.type !== "Point") continue;
      seen.add(id);
      labels.push({ text: number(many), at: cluster.geometry.coordinates as [number, number], kind: "count" });
    }
    lay(map, this.#labels, [...(this.#cells?.labels() ?? []), ...labels]);
  }

  #under(event: MapMouseEvent): MapGeoJSONFeature | undefined {
    const layers = [...(this.#cells ? LAYERS : []), "points", "clusters", "areas"];
    return this.#map?.queryRenderedFeatures(event.point, { layers })[0];
  }

  #point(event: MapMouseEvent): void {
    const found = this.#under(event);
    this.#leave();
    if (!found) return;
    this.#map?.getCanvas().classList.add("is-over");
    if (found.layer.id === "spots" || found.layer.id === "lots") this.#tell(String(found.properties["name"]));
    const place = this.#places.find((one) => one.code === String(found.id));
    if (!place || found.layer.id === "clusters" || LAYERS.includes(found.layer.id)) return;
    this.#hover = { source: found.source, id: place.code };
    this.#map?.setFeatureState(this.#hover, { hover: true });
    this.#tell([place.name, this.#said(place)].filter(Boolean).join(": "));
  }

  #tell(words: string): void {
    this.#tip.textContent = words;
    this.#tip.hidden = false;
  }

  #leave(): void {
    if (this.#hover) this.#map?.setFeatureState(this.#hover, { hover: false });
    this.#hover = undefined;
    this.#tip.hidden = true;
    this.#map?.getCanvas().classList.remove("is-over");
  }

  async #press(event: MapMouseEvent): Promise<void> {
    const found = this.#under(event);
    if (!found || !this.#map) return;
    if (found.layer.id === "cells") return this.#cells?.open(found);
    if (found.layer.id === "spots" || found.layer.id === "lots") return location.assign((this.getAttribute("spot-href") ?? "").replace("{code}", encodeURIComponent(String(found.id))));
    if (found.layer.id === "clusters" && found.geometry.type === "Point") {
      const source = this.#map.getSource("points") as GeoJSONSource;
      const zoom = await source.getClusterExpansionZoom(Number(found.properties["cluster_id"]));
      const center = found.geometry.coordinates as [number, number];
      this.#map.easeTo({ center, zoom, duration: still() ? 0 : 150 });
      return;
    }
    const place = this.#places.find((one) => one.code === String(found.id));
    if (place) this.#choose(place);
  }

  #choose(place: Place): void {
    this.setAttribute("selected", place.code);
    this.dispatchEvent(new CustomEvent("hl:place", { bubbles: true, detail: { code: place.code, name: place.name } }));
    const address = this.#address(place);
    const target = this.getAttribute("target");
    if (address && target) void htmx.ajax("get", address, { target, swap: "innerHTML" });
    else if (address) location.assign(address);
    this.#write();
  }

  #mark(code: string, chosen: boolean): void {
    const place = this.#places.find((one) => one.code === code);
    if (place) this.#map?.setFeatureState({ source: place.point ? "points" : "areas", id: code }, { chosen });
  }

  #address(place: Place): string {
    return (this.getAttribute("href") ?? "").replace("{code}", encodeURIComponent(place.code));
  }

  #table(): HTMLTableElement {
    const heads = [say("place"), ...(this.#plain ? [] : [this.getAttribute("value-label") ?? say("value")])];
    const sorted = [...this.#places].sort((a, b) => a.name.localeCompare(b.name, "vi"));
    const rows = sorted.map((place) => [this.#link(place), ...(this.#plain ? [] : [this.#said(place)])]);
    return table(this.#label, heads, rows);
  }

  #link(place: Place): Node | string {
    const address = this.#address(place);
    if (!address) return place.name;
    const link = make("a", { href: address }, place.name);
    link.addEventListener("click", (event) => {
      if (!this.hasAttribute("target")) return;
      event.preventDefault();
      this.#choose(place);
    });
    return link;
  }

  #fail(fault: unknown): void {
    console.warn("map", fault);
    this.#canvas.replaceChildren(make("p", { class: "hl-island-fault", role: "status" }, say("map-not-drawn")));
    if (this.#places.length) this.#twin?.open();
    this.toggleAttribute("data-ready", true);
  }
}

async function get(address: string): Promise<FeatureCollection> {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as FeatureCollection;
}

/** "Xã Thạch Hà" is "Thạch Hà" on a map of communes. */
function short(name: string): string {
  return name.replace(/^(Xã|Phường|Thị trấn|Đặc khu)\s+/u, "");
}

customElements.define("hl-map", HlMap);
