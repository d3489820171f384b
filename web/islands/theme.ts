/**
 * `<hl-theme cookie="theme">`: light, dark, or as the device has it. The choice is a cookie, so that the server writes it
 * into the next page and nothing flashes. Its button carries the words: `data-auto`, `data-light`, `data-dark`.
 */

const ORDER = ["auto", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];

export class HlTheme extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("button")?.addEventListener("click", () => this.#next());
    this.#show();
  }

  get #now(): Theme {
    return ORDER.find((theme) => theme === document.documentElement.dataset["theme"]) ?? "auto";
  }

  #next(): void {
    const theme = ORDER[(ORDER.indexOf(this.#now) + 1) % ORDER.length] ?? "auto";
    document.documentElement.dataset["theme"] = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const name = this.getAttribute("cookie") ?? "theme";
    document.cookie = `${name}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    document.dispatchEvent(new CustomEvent("hl:theme"));
    this.#show();
  }

  #show(): void {
    const button = this.querySelector("button");
    const word = button?.dataset[this.#now];
    if (!button || !word) return;
    button.setAttribute("aria-label", word);
    button.title = word;
  }
}

customElements.define("hl-theme", HlTheme);
