/**
 * `<hl-chart label>`: a chart that explains itself. What it shows is a `Chart` (lib/chart-option.ts): as JSON in a
 * `<script type="application/json">` inside the element, or at `src`. Each chart has a table twin.
 */

import "../styles/twin.css";
import "../styles/chart.css";

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { type Chart, option } from "../lib/chart-option.ts";
import { onTheme } from "../lib/colours.ts";
import { make, still } from "../lib/dom.ts";
import { table, twin } from "../lib/twin.ts";
import { number, say } from "../lib/words.ts";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export class HlChart extends HTMLElement {
  #drawing: EChartsType | undefined;
  #end: (() => void)[] = [];

  connectedCallback(): void {
    if (this.#drawing) return;
    void this.#begin().catch((fault: unknown) => {
      console.warn("chart", fault);
      this.append(make("p", { class: "hl-island-fault", role: "status" }, say("chart-not-drawn")));
    });
  }

  disconnectedCallback(): void {
    for (const end of this.#end.splice(0)) end();
    this.#drawing?.dispose();
    this.#drawing = undefined;
  }

  get #label(): string {
    return this.getAttribute("label") ?? say("chart");
  }

  async #read(): Promise<Chart> {
    const inside = this.querySelector("script[type='application/json']")?.textContent;
    if (inside) return JSON.parse(inside) as Chart;
    const answer = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return (await answer.json()) as Chart;
  }

  async #begin(): Promise<void> {
    const chart = await this.#read();
    const canvas = make("div", { class: "hl-chart-canvas", role: "img", "aria-label": `${this.#label}. ${summary(chart)}` });
    const beside = twin(this.#label, () => this.#table(chart));
    const source = make("span", { class: "hl-chart-source" }, chart.source ?? "");
    const bar = make("div", { class: "hl-island-bar" }, source, beside.button);
    this.replaceChildren(make("p", { class: "hl-chart-title", "aria-hidden": "true" }, this.#label), canvas, bar, beside.box);
    this.#drawing = init(canvas, undefined, { renderer: "canvas" });
    const draw = (): void => this.#drawing?.setOption(option(chart, this, still()), { notMerge: true });
    draw();
    const watch = new ResizeObserver(() => this.#drawing?.resize());
    watch.observe(canvas);
    this.#end.push(onTheme(draw), () => watch.disconnect());
    // The letters' widths change when our own face arrives.
    void document.fonts.ready.then(draw);
    this.toggleAttribute("data-ready", true);
  }

  #table(chart: Chart): HTMLTableElement {
    const unit = chart.unit ? ` (${chart.unit})` : "";
    const heads = [say("name"), ...chart.series.map((one) => `${one.name}${unit}`)];
    const cells = (at: number): string[] => chart.series.map((one) => written(one.values[at]));
    return table(this.#label, heads, chart.x.map((name, at) => [name, ...cells(at)]));
  }
}

function written(value: number | null | undefined): string {
  return typeof value === "number" ? number(value) : say("no-data");
}

/** One sentence for those who hear the chart: what is shown, and its last, lowest and highest figure. */
function summary(chart: Chart): string {
  const parts = chart.series.map((one) => {
    const known = one.values.filter((value) => value !== null);
    if (!known.length) return `${one.name}: ${say("no-data")}`;
    const values = { low: number(Math.min(...known)), high: number(Math.max(...known)), last: number(known.at(-1) ?? 0) };
    return `${one.name}: ${say("chart-summary", values)}`;
  });
  return parts.join(". ");
}

customElements.define("hl-chart", HlChart);
