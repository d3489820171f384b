/**
 * `<hl-passkey data-do="create|get">` around a form with a hidden `credential`: asks the browser for a passkey when the form
 * is sent, puts the answer into the form and sends it. The options stand in the page (`data-from`, the id of a JSON script) or
 * are fetched (`data-options`). What went wrong is said in `[data-said]`. Where there are no passkeys it stays hidden.
 */

import { say } from "../lib/words.ts";

interface Options {
  creation_options?: { publicKey: PublicKeyCredentialCreationOptionsJSON };
  request_options?: { publicKey: PublicKeyCredentialRequestOptionsJSON };
}

export class HlPasskey extends HTMLElement {
  #answered = false;

  connectedCallback(): void {
    if (typeof PublicKeyCredential === "undefined" || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) {
      this.#say(say("passkey-none"));
      return;
    }
    this.hidden = false;
    this.querySelector("form")?.addEventListener("submit", this.#send);
  }

  #send = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    if (this.#answered) return;
    event.preventDefault();
    this.#say("");
    void this.#ask()
      .then((answer) => {
        field.value = JSON.stringify(answer);
        this.#answered = true;
        this.#carryShared(form);
        form.requestSubmit();
      })
      .catch(() => this.#say(say("passkey-not-read")));
  };

  async #ask(): Promise<unknown> {
    const options = await this.#options();
    if (this.dataset["do"] === "create") {
      const wanted = options.creation_options?.publicKey;
      if (!wanted) throw new Error("no options");
      // One that needs no name to be found, and a finger, a face or a PIN: it replaces name, password and code.
      wanted.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(wanted);
      return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON();
    }
    const wanted = options.request_options?.publicKey;
    if (!wanted) throw new Error("no options");
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(wanted);
    return ((await navigator.credentials.get({ publicKey })) as PublicKeyCredential).toJSON();
  }

  async #options(): Promise<Options> {
    const held = document.getElementById(this.dataset["from"] ?? "")?.textContent;
    if (held) return JSON.parse(held) as Options;
    const answer = await fetch(this.dataset["options"] ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Options;
  }

  #carryShared(form: HTMLFormElement): void {
    const chosen = document.getElementById(this.dataset["shared"] ?? "") as HTMLInputElement | null;
    const field = form.elements.namedItem("shared") as HTMLInputElement | null;
    if (chosen && field) field.value = chosen.checked ? "on" : "";
  }

  #say(text: string): void {
    const place = this.querySelector("[data-said]");
    if (place) place.textContent = text;
  }
}

customElements.define("hl-passkey", HlPasskey);
