/**
 * `<hl-toasts>`: short notes that do not interrupt. Listens for `hl:toast` ({text, tone}) on the document, also when the
 * server names it in `HX-Trigger`. A fault stays until it is closed; anything else leaves after eight seconds, unless
 * the pointer or the focus is on it.
 */

import { icon, make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

const STAYS_MS = 8000;
const ICONS: Record<string, string> = { info: "info-circle", good: "circle-check", soon: "clock-exclamation", bad: "alert-triangle" };

interface Note {
  text: string;
  tone?: string;
}

export class HlToasts extends HTMLElement {
  #listen = (event: Event): void => this.show((event as CustomEvent<Note>).detail);
  #arrivals = new MutationObserver(() => this.#armAll());

  connectedCallback(): void {
    document.addEventListener("hl:toast", this.#listen);
    this.#arrivals.observe(this, { childList: true });
    this.#armAll();
  }

  disconnectedCallback(): void {
    document.removeEventListener("hl:toast", this.#listen);
    this.#arrivals.disconnect();
  }

  show({ text, tone = "info" }: Note): void {
    const role = tone === "bad" ? "alert" : "status";
    this.append(make("div", { class: `hl-toast tone-${tone}`, role }, icon(ICONS[tone] ?? "info-circle"), make("p", {}, text)));
  }

  #armAll(): void {
    for (const toast of this.querySelectorAll<HTMLElement>(".hl-toast:not([data-armed])")) this.#arm(toast);
  }

  #arm(toast: HTMLElement): void {
    toast.dataset["armed"] = "";
    const close = make("button", { type: "button", "aria-label": say("close") }, icon("x"));
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (toast.classList.contains("tone-bad")) return;
    const leave = (): void => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, 1000);
      else toast.remove();
    };
    setTimeout(leave, STAYS_MS);
  }
}

customElements.define("hl-toasts", HlToasts);
