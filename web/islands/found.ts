/** `<hl-found>` around the hits of the search page: what is opened from it is remembered on this device. */

import { remember } from "../lib/recent.ts";

export class HlFound extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#open);
  }

  #open = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-found]");
    if (link) remember(link.getAttribute("href") ?? "", link.textContent?.trim() ?? "");
  };
}

customElements.define("hl-found", HlFound);
