/** From what a chart says to what ECharts draws: the tokens' colours, our numbers, no pie, no gauge, no third dimension. */

import type { EChartsCoreOption } from "echarts/core";

import { colours } from "./colours.ts";
import { number } from "./words.ts";

/** What a page writes for a chart (`kit.charts`). */
export interface Chart {
  kind: "line" | "area" | "bar" | "stacked" | "rows";
  /** Names along the axis: days, months, agencies. */
  x: string[];
  series: { name: string; values: (number | null)[] }[];
  unit?: string;
  target?: { value: number; name: string };
  source?: string;
}

const TOKENS = [
  "series-1", "series-2", "series-3", "series-4", "series-5", "ink", "ink-soft", "line", "line-strong", "surface", "now",
] as const;
// A second mark besides the colour: series stay apart in grey and to every kind of colour sight.
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 6]] as const;
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle"] as const;

/** Return ECharts' option for `chart` as `host` stands just now. */
export function option(chart: Chart, host: HTMLElement, calm: boolean): EChartsCoreOption {
  const tones = colours(host, TOKENS);
  const { fontFamily, fontSize } = getComputedStyle(host);
  const size = Math.round(Number.parseFloat(fontSize) * 0.85);
  const text = { fontFamily, fontSize: size, color: tones["ink-soft"] };
  const names = { type: "category", data: chart.x, axisTick: { show: false }, axisLine: { lineStyle: { color: tones["line-strong"] } }, axisLabel: { ...text, hideOverlap: true } };
  const values = {
    type: "value",
    axisLabel: { ...text, formatter: (value: number) => number(value) },
    splitLine: { lineStyle: { color: tones.line } },
    name: chart.unit ?? "",
    nameTextStyle: { ...text, align: "left" },
    nameGap: 12,
  };
  const rows = chart.kind === "rows";
  const many = chart.series.length > 1;
  return {
    animation: !calm,
    animationDuration: 150,
    textStyle: text,
    color: chart.series.map((_, at) => tones[`series-${(at % 5) + 1}` as (typeof TOKENS)[number]]),
    grid: { left: 8, right: 20, top: many ? 56 : 36, bottom: 8, containLabel: true },
    legend: many ? { left: 10, top: 4, textStyle: { ...text, color: tones.ink }, itemWidth: 22 } : undefined,
    // Drawn, not written as HTML: the page's policy allows no style inside an element.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      transitionDuration: 0,
      backgroundColor: tones.surface,
      borderColor: tones["line-strong"],
      textStyle: { ...text, color: tones.ink },
      axisPointer: { type: chart.kind === "line" || chart.kind === "area" ? "line" : "shadow" },
      valueFormatter: (value: unknown) => (typeof value === "number" ? `${number(value)} ${chart.unit ?? ""}`.trim() : "–"),
    },
    xAxis: rows ? values : names,
    yAxis: rows ? { ...names, inverse: true } : values,
    series: chart.series.map((one, at) => ({ ...series(chart, at), name: one.name, data: one.values, ...(at ? {} : target(chart, tones, text)) })),
  };
}

function series(chart: Chart, at: number): object {
  if (chart.kind !== "line" && chart.kind !== "area") {
    return { type: "bar", barMaxWidth: 36, itemStyle: { borderRadius: 2 }, stack: chart.kind === "stacked" ? "all" : undefined };
  }
  const few = chart.x.length <= 24;
  return {
    type: "line",
    lineStyle: { width: 2, type: DASHES[at % DASHES.length] },
    symbol: SYMBOLS[at % SYMBOLS.length],
    symbolSize: 7,
    showSymbol: few,
    areaStyle: chart.kind === "area" ? { opacity: 0.12 } : undefined,
  };
}

function target(chart: Chart, tones: Record<(typeof TOKENS)[number], string>, text: object): object {
  if (!chart.target) return {};
  const { value, name } = chart.target;
  const along = chart.kind === "rows" ? { xAxis: value } : { yAxis: value };
  const label = { ...text, formatter: `${name}: ${number(value)}`, position: "insideStartTop", color: tones.ink, backgroundColor: tones.surface, padding: [1, 4] };
  return { markLine: { silent: true, symbol: "none", lineStyle: { color: tones.ink, type: "dashed" }, label, data: [along] } };
}
