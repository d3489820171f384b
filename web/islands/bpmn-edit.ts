/**
 * `<hl-bpmn-edit>` around the form of a draft: draws what stands in its `textarea[data-drawing]`, writes every change back
 * there, and shows beside the drawing what the chosen element says. A button with `data-file` and `data-element` leads
 * to the element, or to the line of a file. Without this the form works as it is: files as text.
 */

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "../styles/bpmn.css";

import Modeler from "bpmn-js/lib/Modeler";

import { type Element, Panel } from "../lib/bpmn-panel.ts";
import { colours } from "../lib/colours.ts";
import { make } from "../lib/dom.ts";

const PAUSE_MS = 400;
const TOOLS_PX = 124;

interface Canvas {
  zoom(scale: "fit-viewport" | number): number;
  viewbox(box?: { x: number; y: number; width: number; height: number }): { x: number; y: number; width: number; height: number; scale: number };
  scrollToElement(element: Element): void;
}
interface Registry {
  get(id: string): Element | undefined;
}
interface Selection {
  select(element: Element): void;
}
interface Bus {
  on(name: string, run: (event: { newSelection?: Element[]; element?: Element }) => void): void;
}

export class HlBpmnEdit extends HTMLElement {
  #modeler: Modeler | undefined;
  #source: HTMLTextAreaElement | null = null;
  #words: Record<string, string> = {};
  #timer = 0;
  #stale = false;
  #fault = make("p", { class: "hl-island-fault", role: "status", hidden: true });

  connectedCallback(): void {
    if (this.#modeler) return;
    this.#source = this.querySelector<HTMLTextAreaElement>("textarea[data-drawing]");
    const words = this.querySelector("#bpmn-words")?.textContent;
    this.#words = words ? (JSON.parse(words) as Record<string, string>) : {};
    this.addEventListener("click", this.#lead);
    const box = this.querySelector<HTMLElement>("[data-canvas]");
    if (box && this.#source) void this.#begin(box, this.#source);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.#modeler?.destroy();
    this.#modeler = undefined;
  }

  async #begin(box: HTMLElement, source: HTMLTextAreaElement): Promise<void> {
    const canvas = make("div", { class: "hl-bpmn-canvas", "aria-label": this.#words["panel:drawing"] ?? "", role: "application" });
    const side = make("div", { class: "hl-bpmn-side" });
    box.replaceChildren(this.#fault, make("div", { class: "hl-bpmn-frame" }, canvas, side));
    const say = (text: string, values: Record<string, string> = {}) =>
      (this.#words[text] ?? text).replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    // The types of the library do not name its injector's modules.
    const { ink, surface } = colours(this, ["ink", "surface"]);
    const bpmnRenderer = { defaultFillColor: surface, defaultStrokeColor: ink, defaultLabelColor: ink };
    const options = { container: canvas, bpmnRenderer, additionalModules: [{ translate: ["value", say] }] } as object;
    const modeler = new Modeler(options);
    this.#modeler = modeler;
    const panel = new Panel(side, this.#words, modeler);
    const bus = modeler.get<Bus>("eventBus");
    bus.on("selection.changed", (event) => panel.show(event.newSelection?.length === 1 ? event.newSelection[0] : undefined));
    bus.on("element.changed", (event) => panel.refresh(event.element));
    bus.on("commandStack.changed", () => this.#changed());
    source.form?.addEventListener("submit", this.#send);
    source.addEventListener("change", () => void this.#draw(source));
    await this.#draw(source);
    panel.show(undefined);
    this.dataset["ready"] = "";
  }

  /** Draw what stands in the text. A drawing that cannot be shown stays as text, with the reason. */
  async #draw(source: HTMLTextAreaElement): Promise<void> {
    try {
      await this.#modeler?.importXML(source.value);
      this.#fit();
      this.#fault.hidden = true;
    } catch (fault) {
      const reason = fault instanceof Error ? (fault.message.split("\n")[0] ?? "") : String(fault);
      this.#fault.textContent = (this.#words["panel:not-drawn"] ?? "%(reason)s").replace("%(reason)s", reason);
      this.#fault.hidden = false;
      this.querySelector<HTMLDetailsElement>("[data-source]")?.setAttribute("open", "");
    }
  }

  /** Show all of it beside the tools, which lie over the left edge. */
  #fit(): void {
    const canvas = this.#modeler?.get<Canvas>("canvas");
    if (!canvas) return;
    canvas.zoom("fit-viewport");
    const { x, y, width, height, scale } = canvas.viewbox();
    const tools = TOOLS_PX / scale;
    canvas.viewbox({ x: x - tools, y, width: width + tools, height });
  }

  #changed(): void {
    this.#stale = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#write(), PAUSE_MS);
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    const { xml } = (await this.#modeler?.saveXML({ format: true })) ?? {};
    if (xml && this.#source) {
      this.#source.value = xml;
      this.#source.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#stale = false;
  }

  /** What was drawn in the last moment goes with the form. */
  #send = (event: SubmitEvent): void => {
    if (!this.#stale) return;
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // A form ignores a second sending while it still tells of the first, and a promise may be kept that early.
    void this.#write().then(() => setTimeout(() => form.requestSubmit(event.submitter), 0));
  };

  /** A problem leads to the element that it is about, or to its line. */
  #lead = (event: Event): void => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-element][data-file]");
    if (!button) return;
    const { element = "", file = "" } = button.dataset;
    const found = file === this.#source?.dataset["drawing"] ? this.#modeler?.get<Registry>("elementRegistry").get(element) : undefined;
    if (found) {
      this.#modeler?.get<Canvas>("canvas").scrollToElement(found);
      this.#modeler?.get<Selection>("selection").select(found);
      this.querySelector<HTMLElement>(".hl-bpmn-side input")?.focus();
      return;
    }
    const texts = [...this.querySelectorAll<HTMLTextAreaElement>("textarea")];
    const text = texts.find((each) => (each.dataset["file"] ?? each.dataset["drawing"]) === file);
    if (text) this.#find(text, element);
  };

  #find(text: HTMLTextAreaElement, element: string): void {
    text.closest("details")?.setAttribute("open", "");
    const lines = text.value.split("\n");
    // The last word of a key stands on its line in TOML; a table of decisions and a drawing name the id.
    const parts = element.split(".").filter((part) => part && !/^\d+$/.test(part));
    let at = 0;
    for (const part of parts) at = Math.max(at, lines.findIndex((line, place) => place >= at && line.includes(part)));
    const before = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
    text.focus();
    text.setSelectionRange(before, before + (lines[at]?.length ?? 0));
    text.scrollTop = (at - 3) * (text.scrollHeight / Math.max(lines.length, 1));
  }
}

customElements.define("hl-bpmn-edit", HlBpmnEdit);
