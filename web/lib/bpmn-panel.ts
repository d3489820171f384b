/** What the chosen element of a drawing says: its id, its name, and what its kind needs to run. */

import type Modeler from "bpmn-js/lib/Modeler";

import { make } from "./dom.ts";

export interface Business {
  id: string;
  $type: string;
  get(name: string): unknown;
  $instanceOf?(type: string): boolean;
}
export interface Element {
  id: string;
  type: string;
  businessObject: Business;
  labelTarget?: Element;
}
interface Moddle {
  create(type: string, attributes: Record<string, unknown>): Business;
  ids: { assigned(id: string): unknown };
}
interface Modeling {
  updateProperties(element: Element, properties: Record<string, unknown>): void;
  updateModdleProperties(element: Element, part: unknown, properties: Record<string, unknown>): void;
}

type Part = Business & { body?: string; text?: string; name?: string; timeDuration?: Part; timeDate?: Part; messageRef?: Part };

export class Panel {
  #box: HTMLElement;
  #words: Record<string, string>;
  #modeler: Modeler;
  #shown: Element | undefined;

  constructor(box: HTMLElement, words: Record<string, string>, modeler: Modeler) {
    this.#box = box;
    this.#words = words;
    this.#modeler = modeler;
  }

  /** Show what an element says, or how to choose one. */
  show(chosen: Element | undefined): void {
    const element = chosen?.labelTarget ?? chosen;
    this.#shown = element;
    const head = make("h2", { class: "h3" }, this.#say("panel"));
    if (!element) {
      this.#box.replaceChildren(head, make("p", { class: "text-secondary" }, this.#say("panel-none")));
      return;
    }
    this.#box.replaceChildren(head, ...this.#fields(element));
  }

  /** Show it again when something else has changed it, unless somebody writes here just now. */
  refresh(changed: Element | undefined): void {
    if (changed && this.#shown && changed.id === this.#shown.id && !this.#box.contains(document.activeElement)) this.show(changed);
  }

  #fields(element: Element): HTMLElement[] {
    const about = element.businessObject;
    const fields = [
      this.#field("id", about.id, (value) => this.#rename(element, value)),
      this.#field("name", this.#text(about.get("name")), (name) => this.#set(element, { name }), element.type === "bpmn:TextAnnotation" ? 3 : 1),
    ];
    const notes = (about.get("documentation") as Part[] | undefined)?.[0]?.text ?? "";
    const own = this.#own(element, about);
    fields.push(...own, this.#field("documentation", notes, (text) => this.#set(element, { documentation: text ? [this.#make("bpmn:Documentation", { text })] : [] }), 3));
    return fields;
  }

  /** What only this kind of element has. */
  #own(element: Element, about: Business): HTMLElement[] {
    const is = (type: string) => about.$type === `bpmn:${type}`;
    if (is("SequenceFlow")) {
      const body = (about.get("conditionExpression") as Part | undefined)?.body ?? "";
      const write = (text: string) => this.#set(element, { conditionExpression: text ? this.#make("bpmn:FormalExpression", { body: text }) : undefined });
      return [this.#field("condition", body, write)];
    }
    if (is("ScriptTask")) return [this.#field("script", this.#text(about.get("script")), (script) => this.#set(element, { script }), 4)];
    if (is("ServiceTask") || is("SendTask"))
      return [this.#field("service", this.#text(about.get("implementation")), (implementation) => this.#set(element, { implementation }))];
    if (is("BusinessRuleTask")) {
      const key = "camunda:decisionRef";
      return [this.#field("decision", this.#text(about.get(key)), (value) => this.#set(element, { [key]: value }))];
    }
    const event = (about.get("eventDefinitions") as Part[] | undefined)?.[0];
    if (event?.$type === "bpmn:TimerEventDefinition") return [this.#timer(element, event)];
    if (event?.$type === "bpmn:MessageEventDefinition") return [this.#message(element, event)];
    return [];
  }

  #timer(element: Element, event: Part): HTMLElement {
    const body = event.timeDuration?.body ?? event.timeDate?.body ?? "";
    return this.#field("timer", body, (text) => {
      const expression = text ? this.#make("bpmn:FormalExpression", { body: text }) : undefined;
      const part = event.timeDate ? "timeDate" : "timeDuration";
      this.#modeling.updateModdleProperties(element, event, { [part]: expression });
    });
  }

  #message(element: Element, event: Part): HTMLElement {
    return this.#field("message", event.messageRef?.name ?? "", (name) => {
      if (event.messageRef) {
        this.#modeling.updateModdleProperties(element, event.messageRef, { name });
        return;
      }
      const definitions = this.#modeler.getDefinitions() as unknown as Business;
      const message = this.#make("bpmn:Message", { id: `message_${element.id}`, name });
      const roots = [...(definitions.get("rootElements") as unknown[]), message];
      this.#modeling.updateModdleProperties(element, definitions, { rootElements: roots });
      this.#modeling.updateModdleProperties(element, event, { messageRef: message });
    });
  }

  #field(word: string, value: string, write: (value: string) => string | void, rows = 1): HTMLElement {
    const id = `bpmn-${word}`;
    const input =
      rows > 1
        ? make("textarea", { class: "form-control", id, rows, spellcheck: "false" })
        : make("input", { class: "form-control", id, autocomplete: "off", spellcheck: "false" });
    input.value = value;
    const said = make("span", { class: "invalid-feedback", id: `${id}-fault`, role: "alert" });
    input.addEventListener("change", () => {
      const fault = write(input.value.trim()) ?? "";
      said.textContent = fault;
      input.classList.toggle("is-invalid", fault !== "");
      input.setAttribute("aria-describedby", said.id);
    });
    return make("div", { class: "mb-2" }, make("label", { class: "form-label", for: id }, this.#say(word)), input, said);
  }

  #rename(element: Element, id: string): string {
    if (id === element.id) return "";
    if (!/^[A-Za-z_][\w.-]*$/.test(id)) return this.#say("bad-id");
    if (this.#modeler.get<Moddle>("moddle").ids.assigned(id)) return this.#say("taken");
    this.#set(element, { id });
    return "";
  }

  #set(element: Element, properties: Record<string, unknown>): void {
    this.#modeling.updateProperties(element, properties);
  }

  #make(type: string, attributes: Record<string, unknown>): Business {
    return this.#modeler.get<Moddle>("moddle").create(type, attributes);
  }

  get #modeling(): Modeling {
    return this.#modeler.get<Modeling>("modeling");
  }

  #text(value: unknown): string {
    return typeof value === "string" ? value : "";
  }

  #say(word: string): string {
    return this.#words[`panel:${word}`] ?? word;
  }
}
