/** Names on a map as ordinary text above it: no glyph server is asked, and our own letters are used. */

import type { Map as Drawing } from "maplibre-gl";

import { make } from "./dom.ts";

export interface Label {
  text: string;
  at: [number, number];
  kind: "name" | "count";
}

const GAP = 4;

/** Lay the labels over the map; those that would touch one that stands already are left out. */
export function lay(map: Drawing, layer: HTMLElement, labels: readonly Label[]): void {
  const taken: DOMRect[] = [];
  layer.replaceChildren();
  const { clientWidth: width, clientHeight: height } = layer;
  for (const label of labels) {
    const { x, y } = map.project(label.at);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const element = make("span", { class: `hl-map-label is-${label.kind}` }, label.text);
    layer.append(element);
    const wide = element.offsetWidth + GAP;
    const high = element.offsetHeight + GAP;
    const box = new DOMRect(x - wide / 2, y - high / 2, wide, high);
    if (label.kind === "name" && taken.some((other) => meets(box, other))) {
      element.remove();
      continue;
    }
    taken.push(box);
    element.style.transform = `translate(${Math.round(x - element.offsetWidth / 2)}px, ${Math.round(y - element.offsetHeight / 2)}px)`;
  }
}

function meets(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
