/**
 * `<hl-toasts>`: short notes that do not interrupt. Listens for `hl:toast` ({text, tone}) on the document, also when the
 * server names it in `HX-Trigger`. A fault stays until it is closed; anything else leaves after eight seconds, unless
 * the pointer or the focus is on it.
 */

import { icon, make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

const STAYS_MS = 8000;
const ICONS: Record<string, string> = { lam: "info-circle", green: "circle-check", gold: "alert-triangle", hong: "alert-circle" };

interface Note {
  text: string;
  tone?: string;
}

export class HlToasts extends HTMLElement {
  #listen = (event: Event): void => this.show((event as CustomEvent<Note>).detail);

  connectedCallback(): void {
    document.addEventListener("hl:toast", this.#listen);
    for (const toast of this.querySelectorAll<HTMLElement>(".toast")) this.#arm(toast, toast.dataset.tone ?? "lam");
  }

  disconnectedCallback(): void {
    document.removeEventListener("hl:toast", this.#listen);
  }

  show({ text, tone = "lam" }: Note): void {
    const toast = make(
      "div",
      { class: `toast tone-${tone}`, role: tone === "hong" ? "alert" : "status" },
      icon(ICONS[tone] ?? "info-circle"),
      make("p", {}, text),
      make("button", { type: "button", class: "tool", "aria-label": say("close") }, icon("x")),
    );
    this.append(toast);
    this.#arm(toast, tone);
  }

  #arm(toast: HTMLElement, tone: string): void {
    toast.querySelector("button")?.addEventListener("click", () => toast.remove());
    if (tone === "hong") return;
    const wait = (): void => {
      const busy = toast.matches(":hover, :focus-within");
      setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.remove()), busy ? 1000 : STAYS_MS);
    };
    wait();
  }
}

customElements.define("hl-toasts", HlToasts);
