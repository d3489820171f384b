/**
 * `<hl-theme>`: light, dark, or as the device has it. The choice is a cookie, so that the server writes it into the next
 * page and nothing flashes. Holds a button with `data-theme-button`, and one icon and word for each choice.
 */

import { say } from "../lib/words.ts";

const ORDER = ["auto", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];

export class HlTheme extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("button")?.addEventListener("click", () => this.#next());
    this.hidden = false;
    this.#show();
  }

  get #now(): Theme {
    return ORDER.find((theme) => theme === document.documentElement.dataset.theme) ?? "auto";
  }

  #next(): void {
    const theme = ORDER[(ORDER.indexOf(this.#now) + 1) % ORDER.length] ?? "auto";
    document.documentElement.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    document.dispatchEvent(new CustomEvent("hl:theme"));
    this.#show();
  }

  #show(): void {
    for (const part of this.querySelectorAll<HTMLElement>("[data-theme-is]")) {
      part.toggleAttribute("hidden", part.dataset.themeIs !== this.#now);
    }
    this.querySelector("button")?.setAttribute("aria-label", say(`theme-${this.#now}`));
  }
}

customElements.define("hl-theme", HlTheme);
