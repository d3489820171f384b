/**
 * `<hl-fill names="answer words">`: a button in it (`data-text`) writes its text into the first of these fields of the page.
 * Without script the text stands there to be copied.
 */

class HlFill extends HTMLElement {
  connectedCallback(): void {
    for (const button of this.querySelectorAll<HTMLButtonElement>("button[data-text]")) {
      button.hidden = this.#field() === null;
      button.addEventListener("click", () => {
        const field = this.#field();
        if (!field) return;
        field.value = button.dataset["text"] ?? "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      });
    }
  }

  #field(): HTMLTextAreaElement | null {
    for (const name of (this.getAttribute("names") ?? "").split(" ")) {
      const found = document.querySelector<HTMLTextAreaElement>(`textarea[name="${CSS.escape(name)}"]`);
      if (found) return found;
    }
    return null;
  }
}

customElements.define("hl-fill", HlFill);
