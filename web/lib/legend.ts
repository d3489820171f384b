/** The legend of five classes and of "no data": each with its range in words, drawn as small SVG pictures. */

import { make } from "./dom.ts";
import { number, say } from "./words.ts";

const SVG = "http://www.w3.org/2000/svg";

function swatch(rank: number): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `hl-swatch is-${rank < 0 ? "none" : rank + 1}`);
  drawing.setAttribute("viewBox", "0 0 22 14");
  drawing.setAttribute("aria-hidden", "true");
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "22");
  ground.setAttribute("height", "14");
  drawing.append(ground);
  if (rank < 0) {
    const lines = document.createElementNS(SVG, "path");
    lines.setAttribute("d", "M-2 14 12-2M5 16 21-2M13 16 26 1");
    drawing.append(lines);
  }
  return drawing;
}

/** Make the legend of `groups`, weakest first. */
export function legend(title: string, unit: string, groups: readonly { rank: number; from: number; to: number }[]): HTMLElement {
  const rows = groups.map(({ rank, from, to }) => {
    const words = from === to ? number(from) : `${number(from)} – ${number(to)}`;
    return make("li", {}, swatch(rank), make("span", {}, words));
  });
  rows.push(make("li", {}, swatch(-1), make("span", {}, say("no-data"))));
  const heading = make("p", { class: "hl-legend-title" }, unit ? `${title} (${unit})` : title);
  return make("div", { class: "hl-legend" }, heading, make("ul", {}, ...rows));
}
