/**
 * `<hl-form data-draft="id">` around a form: what is written is kept on this device until it is sent, leaving with
 * unsent words is asked about, the summary of errors takes the focus, and the rail shows how far one is.
 */

import { make } from "../lib/dom.ts";
import { forget, keep, kept, place, restore, sent, values } from "../lib/drafts.ts";
import { clock, say } from "../lib/words.ts";

const PAUSE_MS = 600;

export class HlForm extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #first = "";
  #leaving = false;
  #timer = 0;
  #watch: IntersectionObserver | undefined;

  connectedCallback(): void {
    this.#form = this.querySelector("form");
    if (!this.#form) return;
    this.#settle();
    this.#first = this.#now();
    this.#form.addEventListener("input", this.#input);
    this.#form.addEventListener("submit", this.#submit);
    addEventListener("beforeunload", this.#leave);
    this.querySelector<HTMLElement>(".hl-summary")?.focus();
    this.#rail();
    const form = this.#form;
    if (this.querySelector("[data-when]")) void import("../lib/conditions.ts").then(({ watch }) => watch(form));
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    removeEventListener("beforeunload", this.#leave);
    this.#watch?.disconnect();
  }

  get #place(): string {
    const id = this.dataset["draft"];
    return id ? place(id) : "";
  }

  #now(): string {
    return this.#form ? JSON.stringify(values(this.#form)) : "";
  }

  /** Bring back what was being written, unless the server has just answered with corrections: then it has all of it. */
  #settle(): void {
    const at = this.#place;
    const corrected = this.querySelector(".hl-summary") !== null;
    if (!at || corrected || !this.#form) return;
    const draft = kept(at, Date.now());
    if (!draft || JSON.stringify(draft.values) === this.#now()) return;
    const blank = this.#now();
    restore(this.#form, draft.values);
    this.#offer(draft.at, blank);
  }

  #offer(at: number, blank: string): void {
    const again = make("button", { type: "button", class: "btn btn-small" }, say("draft-drop"));
    again.addEventListener("click", () => {
      if (this.#form) restore(this.#form, JSON.parse(blank) as Record<string, string[]>);
      forget(this.#place);
      this.#say("");
    });
    this.#say(say("draft-restored", { time: clock(new Date(at)) }), again);
  }

  #say(text: string, ...more: Node[]): void {
    const note = this.querySelector<HTMLElement>(".hl-draft");
    note?.replaceChildren(text, ...(more.length ? [" ", ...more] : []));
    note?.toggleAttribute("hidden", !text);
  }

  #input = (): void => {
    this.#mark();
    if (!this.#place) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!this.#form || this.#leaving) return;
      const now = new Date();
      const done = keep(this.#place, { at: now.getTime(), values: values(this.#form) });
      this.#say(done ? say("draft-kept", { time: clock(now) }) : say("draft-not-kept"));
    }, PAUSE_MS);
  };

  #submit = (event: SubmitEvent): void => {
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      this.#leaving = true;
      if (this.#place) sent(this.#place, this.querySelector<HTMLInputElement>("input[name=_once]")?.value ?? "");
    });
  };

  #leave = (event: BeforeUnloadEvent): void => {
    if (!this.#leaving && this.#now() !== this.#first) event.preventDefault();
  };

  #links(): { link: HTMLAnchorElement; section: HTMLElement }[] {
    return [...this.querySelectorAll<HTMLAnchorElement>(".hl-rail a[href^='#']")].flatMap((link) => {
      const section = document.getElementById(link.hash.slice(1));
      return section ? [{ link, section }] : [];
    });
  }

  #rail(): void {
    const links = this.#links();
    if (!links.length) return;
    const seen = new Set<Element>();
    this.#watch = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) seen.add(entry.target);
          else seen.delete(entry.target);
        const current = links.find(({ section }) => seen.has(section));
        for (const { link } of links) link.removeAttribute("aria-current");
        current?.link.setAttribute("aria-current", "step");
      },
      { rootMargin: "-20% 0px -55% 0px" },
    );
    for (const { section } of links) this.#watch.observe(section);
    this.#mark();
  }

  /** A part is done when all that must be filled is filled; one with an error stays wrong until it is sent again. */
  #mark(): void {
    for (const { link, section } of this.#links()) {
      const must = [...section.querySelectorAll<HTMLInputElement>("[required]")];
      const any = [...section.querySelectorAll<HTMLInputElement>("input, select, textarea")].some((field) => field.value !== "");
      const done = (must.length > 0 || any) && must.every((field) => field.checkValidity());
      link.toggleAttribute("data-done", done && link.dataset["wrong"] === undefined);
    }
  }
}

customElements.define("hl-form", HlForm);
