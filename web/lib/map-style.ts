/** The drawing of a map, made in code from the tokens: no style, tile, glyph or sprite comes from anywhere. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import { CLASSES } from "./classes.ts";
import { colours } from "./colours.ts";

const TOKENS = [
  "class-1", "class-2", "class-3", "class-4", "class-5", "map-edge", "map-none", "map-hatch", "page", "lam", "lam-strong", "now", "surface",
] as const;
export type Palette = Record<(typeof TOKENS)[number], string>;

export const HATCH = "hatch";
export const NO_DATA = -1;
/** What each area carries: its class, or NO_DATA; and whether it is chosen or under the pointer. */
const RANK: ExpressionSpecification = ["coalesce", ["feature-state", "rank"], NO_DATA];
const CHOSEN: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
const HOVER: ExpressionSpecification = ["boolean", ["feature-state", "hover"], false];

/** Return the colours of the map as they are just now. */
export function palette(host: HTMLElement): Palette {
  return colours(host, TOKENS);
}

/** Return the empty style: a ground, two sources, the layers of areas and of points. */
export function style(tones: Palette, plain: boolean): StyleSpecification {
  const empty = { type: "FeatureCollection" as const, features: [] };
  return {
    version: 8,
    sources: {
      areas: { type: "geojson", data: empty, promoteId: "code" },
      points: { type: "geojson", data: empty, promoteId: "code", cluster: true, clusterRadius: 44, clusterMaxZoom: 14 },
    },
    layers: layers(tones, plain),
  };
}

function fill(tones: Palette, plain: boolean): ExpressionSpecification {
  const steps = Array.from({ length: CLASSES }, (_, rank) => [rank, tones[`class-${rank + 1}` as keyof Palette]]).flat();
  const none = plain ? tones["class-2"] : tones["map-none"];
  return ["case", CHOSEN, tones.lam, ["match", RANK, ...steps, none]] as unknown as ExpressionSpecification;
}

/** Return the layers; `plain` is a map without values, where an area without data is nothing special. */
export function layers(tones: Palette, plain: boolean): LayerSpecification[] {
  const found: LayerSpecification[] = [
    { id: "ground", type: "background", paint: { "background-color": tones.page } },
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": fill(tones, plain), "fill-opacity": ["case", HOVER, 0.82, 1] } },
  ];
  if (!plain) {
    const hidden: ExpressionSpecification = ["case", ["all", ["==", RANK, NO_DATA], ["!", CHOSEN]], 1, 0];
    found.push({ id: "hatch", type: "fill", source: "areas", paint: { "fill-pattern": HATCH, "fill-opacity": hidden } });
  }
  found.push(
    { id: "edges", type: "line", source: "areas", paint: { "line-color": tones["map-edge"], "line-width": 1 } },
    {
      id: "chosen",
      type: "line",
      source: "areas",
      paint: { "line-color": tones["lam-strong"], "line-width": ["case", CHOSEN, 3, HOVER, 2, 0] },
    },
    {
      id: "clusters",
      type: "circle",
      source: "points",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": tones.lam,
        "circle-radius": ["step", ["get", "point_count"], 14, 10, 18, 100, 24],
        "circle-stroke-color": tones.surface,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "points",
      type: "circle",
      source: "points",
      filter: ["!", ["has", "point_count"]],
      paint: {
        "circle-color": ["case", CHOSEN, tones.now, tones.lam],
        "circle-radius": ["case", HOVER, 9, 7],
        "circle-stroke-color": tones.surface,
        "circle-stroke-width": 2,
      },
    },
  );
  return found;
}

/** Draw the hatch of "no data": thin lines at 45°, which show also in grey and to every kind of colour sight. */
export function hatch(tones: Palette): ImageData {
  const size = 16;
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext("2d");
  if (!pen) return new ImageData(size, size);
  pen.strokeStyle = tones["map-hatch"];
  pen.lineWidth = 2;
  pen.beginPath();
  for (const start of [-size, 0, size]) {
    pen.moveTo(start, size);
    pen.lineTo(start + size, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}
