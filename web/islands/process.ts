/**
 * `<hl-process src label>`: the drawing of a process (BPMN with a picture) and where a case stands in it. Its content is
 * `<data value="step" data-reached="done|now|later">`. The drawer is fetched when the drawing comes into sight; the list
 * of steps beside it says the same in words, so nothing is lost where it cannot be drawn.
 */

import "bpmn-js/dist/assets/diagram-js.css";
import "../styles/process.css";

import type NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { colours, onTheme } from "../lib/colours.ts";
import { make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

interface Canvas {
  zoom(scale: "fit-viewport" | number): number;
  addMarker(element: string, marker: string): void;
}

interface Elements {
  get(id: string): unknown;
}

export class HlProcess extends HTMLElement {
  #steps: [string, string][] = [];
  #viewer: NavigatedViewer | undefined;
  #seen: IntersectionObserver | undefined;
  #end: (() => void) | undefined;

  connectedCallback(): void {
    if (this.#steps.length) return;
    this.#steps = [...this.querySelectorAll<HTMLDataElement>("data")].map((step) => [step.value, step.dataset["reached"] ?? ""]);
    this.#seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#seen?.disconnect();
      void this.#draw();
      this.#end = onTheme(() => void this.#draw());
    });
    this.#seen.observe(this);
  }

  disconnectedCallback(): void {
    this.#seen?.disconnect();
    this.#end?.();
    this.#viewer?.destroy();
  }

  async #draw(): Promise<void> {
    try {
      const [{ default: Viewer }, answer] = await Promise.all([
        import("bpmn-js/lib/NavigatedViewer"),
        fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/xml" } }),
      ]);
      if (!answer.ok) throw new Error(String(answer.status));
      const { ink, surface } = colours(this, ["ink", "surface"]);
      const box = make("div", { class: "hl-process-canvas", role: "group", "aria-label": this.getAttribute("label") ?? "" });
      this.#viewer?.destroy();
      this.replaceChildren(box, this.#bar());
      // The types of the library do not name what its renderer takes.
      const options = { container: box, bpmnRenderer: { defaultFillColor: surface, defaultStrokeColor: ink, defaultLabelColor: ink } };
      this.#viewer = new Viewer(options);
      await this.#viewer.importXML(await answer.text());
      this.#mark();
      this.dataset["ready"] = "";
    } catch {
      this.replaceChildren(make("p", { class: "hl-island-fault", role: "status" }, say("process-not-drawn")));
      this.dataset["ready"] = "";
    }
  }

  #mark(): void {
    const canvas = this.#viewer?.get<Canvas>("canvas");
    const elements = this.#viewer?.get<Elements>("elementRegistry");
    for (const [step, reached] of this.#steps) if (elements?.get(step)) canvas?.addMarker(step, `is-${reached}`);
    canvas?.zoom("fit-viewport");
  }

  #bar(): HTMLElement {
    const button = (word: string, act: (canvas: Canvas) => void) => {
      const one = make("button", { type: "button", class: "btn btn-small" }, say(word));
      one.addEventListener("click", () => {
        const canvas = this.#viewer?.get<Canvas>("canvas");
        if (canvas) act(canvas);
      });
      return one;
    };
    const zoom = (by: number) => (canvas: Canvas) => canvas.zoom((canvas as unknown as { zoom(): number }).zoom() * by);
    return make(
      "div",
      { class: "hl-island-bar" },
      button("zoom-in", zoom(1.25)),
      button("zoom-out", zoom(0.8)),
      button("zoom-all", (canvas) => canvas.zoom("fit-viewport")),
    );
  }
}

customElements.define("hl-process", HlProcess);
