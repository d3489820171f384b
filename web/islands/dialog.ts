/**
 * `<hl-dialog>`: one per page. Opens the `<dialog>` that a button names (`data-dialog="its-id"`), closes by
 * `data-close`, and asks what `hx-confirm` or a form's `data-confirm` says with our own dialog in place of the
 * browser's. The focus returns to where it was: `<dialog>` sees to that.
 */

import { make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

/** Ask a question; true when the person agrees. `verb` stands on the button. */
export async function ask(question: string, verb = ""): Promise<boolean> {
  const yes = make("button", { type: "submit", value: "yes", class: "btn btn-primary" }, verb || say("go-on"));
  const no = make("button", { type: "submit", value: "", class: "btn", autofocus: true }, say("cancel"));
  const dialog = make(
    "dialog",
    { class: "hl-dialog", "aria-label": say("confirm"), role: "alertdialog", "aria-describedby": "hl-question" },
    make(
      "form",
      { method: "dialog" },
      make("div", { class: "hl-dialog-body" }, make("p", { id: "hl-question" }, question)),
      make("div", { class: "hl-dialog-foot" }, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
  });
}

interface Confirming {
  question: string | null;
  elt: HTMLElement;
  issueRequest: (skip: boolean) => void;
}

const agreed = new WeakSet<HTMLFormElement>();

export class HlDialog extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("click", this.#press);
    document.addEventListener("htmx:confirm", this.#confirm);
    document.addEventListener("submit", this.#submit, true);
  }

  disconnectedCallback(): void {
    document.removeEventListener("click", this.#press);
    document.removeEventListener("htmx:confirm", this.#confirm);
    document.removeEventListener("submit", this.#submit, true);
  }

  #press = (event: MouseEvent): void => {
    const at = event.target as HTMLElement;
    const opener = at.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
    }
    if (at.closest("[data-close]")) at.closest("dialog")?.close();
    if (at instanceof HTMLDialogElement && at.dataset["light"] !== undefined) at.close(); // pressed beside it
  };

  #confirm = (event: Event): void => {
    const { question, elt, issueRequest } = (event as CustomEvent<Confirming>).detail;
    if (!question) return;
    event.preventDefault();
    void ask(question, elt.dataset["verb"]).then((yes) => yes && issueRequest(true));
  };

  #submit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const { submitter } = event;
    const asked = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!asked || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(asked, submitter?.textContent?.trim()).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(submitter);
    });
  };
}

customElements.define("hl-dialog", HlDialog);
