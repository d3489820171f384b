/**
 * `<hl-idle seconds="900" warn="60" touch="…" end="…" enter="/accounts/login/">`: keeps a session alive while
 * somebody reads, types or points, in any tab, and warns before it ends. What a page fetches by itself is no sign of life.
 * The warning is a dialog: it takes the focus, says the time once and not each second, and any key or press extends.
 */

import { cookie, make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

const EVENTS = ["pointerdown", "keydown", "wheel", "touchstart", "input"] as const;
const TOUCH_MS = 60_000;
const KEY = "hl-active";

export class HlIdle extends HTMLElement {
  #timer = 0;
  #touched = Date.now();
  #dialog: HTMLDialogElement | null = null;

  connectedCallback(): void {
    for (const name of EVENTS) addEventListener(name, this.#act, { passive: true, capture: true });
    addEventListener("storage", this.#elsewhere);
    this.#keep(Date.now());
    this.#timer = window.setInterval(() => this.#look(), 1000);
  }

  disconnectedCallback(): void {
    for (const name of EVENTS) removeEventListener(name, this.#act, { capture: true });
    removeEventListener("storage", this.#elsewhere);
    clearInterval(this.#timer);
  }

  #act = (): void => {
    this.#keep(Date.now());
    this.#close();
    this.#tell();
  };

  /** Tell the server at most once a minute, and once more after the last act: its clock must not run ahead of ours. */
  #tell(): void {
    const now = Date.now();
    if (now - this.#touched < TOUCH_MS || Number(this.dataset["active"]) <= this.#touched) return;
    this.#touched = now;
    void this.#post("touch");
  }

  async #post(where: string): Promise<void> {
    const headers = { "X-CSRFToken": cookie("csrf") };
    await fetch(this.getAttribute(where) ?? "", { method: "POST", headers }).catch(() => undefined);
  }

  #elsewhere = (event: StorageEvent): void => {
    if (event.key === KEY) this.#close();
  };

  #look(): void {
    this.#tell();
    const left = Number(this.getAttribute("seconds")) - (Date.now() - this.#last()) / 1000;
    if (left <= 0) this.#leave();
    else if (left <= Number(this.getAttribute("warn")) && !this.#dialog) this.#warn(Math.ceil(left));
  }

  #warn(left: number): void {
    const stay = make("button", { type: "button", class: "btn btn-primary", autofocus: true }, say("idle-stay"));
    stay.addEventListener("click", this.#act);
    this.#dialog = make(
      "dialog",
      { class: "hl-dialog", role: "alertdialog", "aria-labelledby": "hl-idle-said" },
      make("div", { class: "hl-dialog-body" }, make("p", { id: "hl-idle-said" }, say("idle-soon", { seconds: left }))),
      make("div", { class: "hl-dialog-foot" }, stay),
    );
    document.body.append(this.#dialog);
    this.#dialog.showModal();
  }

  #close(): void {
    this.#dialog?.remove();
    this.#dialog = null;
  }

  #leave(): void {
    clearInterval(this.#timer);
    const here = encodeURIComponent(location.pathname + location.search);
    // Ended there too: else a page that nobody looks at would be let in again, and go on for ever.
    void this.#post("end").then(() => location.assign(`${this.getAttribute("enter") ?? "/"}?next=${here}`));
  }

  #keep(now: number): void {
    try {
      localStorage.setItem(KEY, String(now));
    } catch {
      // A browser that keeps nothing still has the page's own time.
    }
    this.dataset["active"] = String(now);
  }

  #last(): number {
    let elsewhere = 0;
    try {
      elsewhere = Number(localStorage.getItem(KEY));
    } catch {
      elsewhere = 0;
    }
    return Math.max(elsewhere, Number(this.dataset["active"]));
  }
}

customElements.define("hl-idle", HlIdle);
