/** What the server answers for what a map shows just now: circles with how many, single places where they are few, areas such as parcels. */

import type { FeatureCollection, Point } from "geojson";
import type { GeoJSONSource, LngLatLike, Map as Drawing, MapGeoJSONFeature } from "maplibre-gl";

import { still } from "./dom.ts";
import type { Label } from "./labels.ts";
import type { Palette } from "./map-style.ts";
import { number } from "./words.ts";

const SOURCE = "cells";
export const LAYERS = ["spots", "cells", "lots"];
const AREA = ["==", ["geometry-type"], "Polygon"] as never;
const SPOT = ["all", ["has", "code"], ["!=", ["geometry-type"], "Polygon"]] as never;
const MONTH = /^20\d\d-\d\d$/;
const CLOSER = 2;
const EMPTY: FeatureCollection<Point> = { type: "FeatureCollection", features: [] };

export class Cells {
  #map: Drawing;
  #address: string;
  #period = "";
  #asked: AbortController | undefined;
  #found = EMPTY;

  constructor(map: Drawing, address: string, tones: Palette) {
    this.#map = map;
    this.#address = address;
    map.addSource(SOURCE, { type: "geojson", data: EMPTY, promoteId: "code" });
    const edge = { "circle-stroke-color": tones.surface, "circle-stroke-width": 2 };
    const many = { "circle-color": tones["lam-strong"], "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 11, 2, 19, 5, 32] };
    // Lots are areas that one can press, such as parcels of land.
    map.addLayer({ id: "lots", type: "fill", source: SOURCE, filter: AREA, paint: { "fill-color": tones["class-1"], "fill-opacity": 0.35 } });
    map.addLayer({ id: "lot-edges", type: "line", source: SOURCE, filter: AREA, paint: { "line-color": tones["lam-strong"], "line-width": 1 } });
    map.addLayer({ id: "cells", type: "circle", source: SOURCE, filter: ["has", "n"], paint: { ...many, ...edge } as never });
    map.addLayer({ id: "spots", type: "circle", source: SOURCE, filter: SPOT, paint: { "circle-color": tones.lam, "circle-radius": 7, ...edge } });
    this.repaint(tones);
    map.on("moveend", () => void this.ask());
  }

  /** Take the colours of the theme; the classes of areas step back behind what stands on them. */
  repaint(tones: Palette): void {
    this.#map.setPaintProperty("areas", "fill-opacity", 0.45);
    this.#map.setPaintProperty("cells", "circle-color", tones["lam-strong"]);
    this.#map.setPaintProperty("spots", "circle-color", tones.lam);
    this.#map.setPaintProperty("lots", "fill-color", tones["class-1"]);
    this.#map.setPaintProperty("lot-edges", "line-color", tones["lam-strong"]);
    for (const layer of ["spots", "cells"]) this.#map.setPaintProperty(layer, "circle-stroke-color", tones.surface);
  }

  /** Ask for what the map shows now; a month narrows it, any other word means all of them. */
  async ask(period = this.#period): Promise<void> {
    this.#period = period;
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    const address = new URL(this.#address, location.href);
    const [west, south, east, north] = this.#map.getBounds().toArray().flat() as [number, number, number, number];
    address.searchParams.set("bbox", [west, south, east, north].map((degrees) => degrees.toFixed(5)).join(","));
    address.searchParams.set("zoom", String(Math.floor(this.#map.getZoom())));
    if (MONTH.test(period)) for (const word of ["from", "to"]) address.searchParams.set(word, period);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
      this.#found = (await answer.json()) as FeatureCollection<Point>;
      (this.#map.getSource(SOURCE) as GeoJSONSource).setData(this.#found);
    } catch (fault) {
      // A newer question has taken over, or the line is cut: what is drawn stays, and the next move asks again.
      if (!asked.signal.aborted) console.warn("map", fault);
    }
  }

  /** How many each circle stands for. */
  labels(): Label[] {
    const cells = this.#found.features.filter((feature) => feature.properties?.["n"]);
    return cells.map(({ geometry, properties }) => ({ text: number(Number(properties?.["n"])), at: geometry.coordinates as [number, number], kind: "count" }));
  }

  /** Go closer to a circle. */
  open(found: MapGeoJSONFeature): void {
    if (found.geometry.type !== "Point") return;
    const center = found.geometry.coordinates as LngLatLike;
    this.#map.easeTo({ center, zoom: this.#map.getZoom() + CLOSER, duration: still() ? 0 : 150 });
  }
}
