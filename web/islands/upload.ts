/**
 * `<hl-upload>` around `<div class="hl-drop">` with a file input and `<ul class="hl-files">`. Name, kind and size are
 * checked before anything is sent (`accept` of the input, `max-bytes`). Files can be dropped.
 *
 * With `action` each file is sent at once, with its progress, by itself; a cut line is tried again, later each time, and
 * then by hand, without losing the other files. The answer is JSON with `id`, kept in hidden inputs named `name`.
 * Without `action` the files stay in the input and go with the form.
 */

import { cookie, icon, make } from "../lib/dom.ts";
import { say, size } from "../lib/words.ts";

const TRIES = 4;
const FIRST_WAIT_MS = 1000;

interface Row {
  item: HTMLLIElement;
  bar: HTMLProgressElement;
  said: HTMLElement;
  tools: HTMLElement;
}

interface Answer {
  id?: string;
  detail?: string;
}

export class HlUpload extends HTMLElement {
  #input: HTMLInputElement | null = null;
  #drop: HTMLElement | null = null;

  connectedCallback(): void {
    this.#input = this.querySelector("input[type=file]");
    this.#drop = this.querySelector(".hl-drop");
    this.#input?.addEventListener("change", () => this.#take([...(this.#input?.files ?? [])]));
    for (const name of ["dragenter", "dragover"]) this.#drop?.addEventListener(name, (event) => this.#over(event, true));
    for (const name of ["dragleave", "drop"]) this.#drop?.addEventListener(name, (event) => this.#over(event, false));
    this.#drop?.addEventListener("drop", (event) => this.#take([...(event.dataTransfer?.files ?? [])]));
  }

  get #list(): HTMLElement {
    const list = this.querySelector<HTMLElement>(".hl-files") ?? make("ul", { class: "hl-files" });
    if (!list.isConnected) this.append(list);
    return list;
  }

  #over(event: Event, on: boolean): void {
    event.preventDefault();
    this.#drop?.toggleAttribute("data-over", on);
  }

  #take(files: File[]): void {
    const good: File[] = [];
    const action = this.getAttribute("action");
    if (!action) this.#list.replaceChildren();
    for (const file of files) {
      const row = this.#row(file);
      const fault = this.#fault(file);
      if (fault) this.#bad(row, fault);
      else if (action) void this.#send(file, row, action);
      else this.#stays(file, row);
      if (!fault) good.push(file);
    }
    if (action && this.#input) this.#input.value = "";
    else this.#hold(good);
  }

  /** Put the files that passed into the input, so that the form sends those and no others. */
  #hold(files: File[]): void {
    if (!this.#input) return;
    const held = new DataTransfer();
    for (const file of this.#input.multiple ? files : files.slice(0, 1)) held.items.add(file);
    this.#input.files = held.files;
  }

  #fault(file: File): string {
    const most = Number(this.getAttribute("max-bytes") ?? 0);
    if (file.size === 0) return say("file-empty");
    if (most && file.size > most) return say("file-too-large", { size: size(file.size), most: size(most) });
    const kinds = (this.#input?.accept ?? "").toLowerCase().split(",").map((kind) => kind.trim()).filter(Boolean);
    const name = file.name.toLowerCase();
    const fits = (kind: string): boolean =>
      kind.startsWith(".") ? name.endsWith(kind) : kind.endsWith("/*") ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind;
    if (kinds.length && !kinds.some(fits)) return say("file-wrong-kind", { kinds: kinds.join(", ") });
    return "";
  }

  #row(file: File): Row {
    const bar = make("progress", { max: 100, value: 0, "aria-label": file.name, hidden: true });
    const said = make("span", { class: "hl-file-said", role: "status" }, size(file.size));
    const remove = make("button", { type: "button", class: "btn btn-small", "aria-label": `${say("remove")}: ${file.name}` }, icon("x"));
    const tools = make("span", { class: "hl-file-tools" }, remove);
    const item = make("li", { class: "hl-file" }, make("span", { class: "hl-file-name" }, file.name), tools, bar, said);
    remove.addEventListener("click", () => {
      item.dispatchEvent(new CustomEvent("hl:remove"));
      item.remove();
      if (!this.hasAttribute("action")) this.#hold([...(this.#input?.files ?? [])].filter((other) => other !== file));
      this.#input?.focus();
    });
    this.#list.append(item);
    return { item, bar, said, tools };
  }

  #stays(file: File, row: Row): void {
    row.item.classList.add("is-done");
    row.said.textContent = say("file-ready", { size: size(file.size) });
  }

  #bad(row: Row, why: string): void {
    row.item.classList.add("is-bad");
    row.bar.hidden = true;
    row.said.textContent = why;
  }

  async #send(file: File, row: Row, action: string): Promise<void> {
    row.item.classList.remove("is-bad");
    row.bar.hidden = false;
    for (let turn = 1; turn <= TRIES; turn += 1) {
      try {
        const answer = await this.#post(file, row, action);
        if (answer) this.#taken(row, answer);
        return;
      } catch {
        if (turn === TRIES || !row.item.isConnected) break;
        row.said.textContent = say("file-again", { n: turn + 1, most: TRIES });
        await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (turn - 1)));
      }
    }
    this.#bad(row, say("file-cut"));
    const again = make("button", { type: "button", class: "btn btn-small" }, icon("refresh"), say("again"));
    again.addEventListener("click", () => {
      again.remove();
      void this.#send(file, row, action);
    });
    row.tools.prepend(again);
  }

  /** Send once. Rejects when the line was cut; a refusal of the server is said and not tried again. */
  #post(file: File, row: Row, action: string): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("file", file, file.name.normalize("NFC"));
      request.open("POST", action);
      request.setRequestHeader("X-CSRFToken", cookie("csrf"));
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => this.#moved(row, event));
      row.item.addEventListener("hl:remove", () => request.abort(), { once: true });
      request.addEventListener("error", () => reject(new Error("cut")));
      request.addEventListener("abort", () => resolve(undefined));
      request.addEventListener("load", () => {
        const answer = (request.response ?? {}) as Answer;
        if (request.status === 503 || request.status === 502) reject(new Error("away"));
        else if (request.status >= 400) {
          this.#bad(row, answer.detail ?? say("fault", { status: request.status }));
          resolve(undefined);
        } else resolve(answer);
      });
      request.send(body);
    });
  }

  #moved(row: Row, event: ProgressEvent): void {
    if (!event.lengthComputable) return;
    row.bar.value = Math.round((100 * event.loaded) / event.total);
    row.said.textContent = say("file-sent", { sent: size(event.loaded), whole: size(event.total) });
  }

  #taken(row: Row, answer: Answer): void {
    row.item.classList.add("is-done");
    row.bar.hidden = true;
    row.said.textContent = say("file-taken");
    if (answer.id) row.item.append(make("input", { type: "hidden", name: this.getAttribute("name") ?? "files", value: answer.id }));
    this.dispatchEvent(new CustomEvent("hl:uploaded", { bubbles: true, detail: answer }));
  }
}

customElements.define("hl-upload", HlUpload);
