/**
 * `<hl-upload>` around `<div class="hl-drop">` with a file input and `<ul class="hl-files">`. Name, kind and size are
 * checked before anything is sent (`accept` of the input, `max-bytes`). Files can be dropped.
 *
 * With `tus` each file is sent at once, by itself, in parts that survive a cut line, a reload and a restart of the server;
 * `use` names the place for files. With `action` it is sent in one piece, and a cut line is tried again, later each time.
 * Both ways what the server calls it is kept in hidden inputs named `name`, at most `max-files` of them, and the form
 * waits for what is under way. Without either the files stay in the input and go with the form.
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
  /** The form was sent while it was under way: what must be waited for stays said beside how far it is. */
  awaited?: boolean;
}

interface Answer {
  id?: string;
  detail?: string;
}

export class HlUpload extends HTMLElement {
  #input: HTMLInputElement | null = null;
  #drop: HTMLElement | null = null;
  #form: HTMLFormElement | null = null;
  #under = new Set<Row>();
  #waits = (event: Event): void => this.#wait(event);

  connectedCallback(): void {
    this.#input = this.querySelector("input[type=file]");
    this.#drop = this.querySelector(".hl-drop");
    this.#input?.addEventListener("change", () => this.#take([...(this.#input?.files ?? [])]));
    for (const name of ["dragenter", "dragover"]) this.#drop?.addEventListener(name, (event) => this.#over(event, true));
    for (const name of ["dragleave", "drop"]) this.#drop?.addEventListener(name, (event) => this.#over(event, false));
    this.#drop?.addEventListener("drop", (event) => this.#take([...(event.dataTransfer?.files ?? [])]));
    this.#form = this.closest("form");
    this.#form?.addEventListener("submit", this.#waits, true);
  }

  disconnectedCallback(): void {
    this.#form?.removeEventListener("submit", this.#waits, true);
  }

  /** Hold the form back while a file is under way, and say so where the reader is. */
  #wait(event: Event): void {
    const row = [...this.#under].find((each) => each.item.isConnected);
    if (!row) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    row.awaited = true;
    row.said.textContent = say("file-wait");
    row.tools.querySelector("button")?.focus();
  }

  get #sends(): string {
    return this.getAttribute("tus") ?? this.getAttribute("action") ?? "";
  }

  get #room(): number {
    const most = Number(this.getAttribute("max-files") ?? 0) || Infinity;
    return most - this.querySelectorAll(".hl-file:not(.is-bad)").length;
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
    const address = this.#sends;
    if (!address) this.#list.replaceChildren();
    for (const file of files) {
      const fault = this.#fault(file) || (this.#room < 1 ? say("file-too-many", { most: this.getAttribute("max-files") ?? "" }) : "");
      const row = this.#row(file);
      if (fault) this.#bad(row, fault);
      else if (this.hasAttribute("tus")) void this.#resumable(file, row, address);
      else if (address) void this.#send(file, row, address);
      else this.#stays(file, row);
      if (!fault) good.push(file);
    }
    if (address && this.#input) this.#input.value = "";
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
    const row: Row = { item, bar, said, tools };
    remove.addEventListener("click", () => {
      item.dispatchEvent(new CustomEvent("hl:remove"));
      item.remove();
      this.#under.delete(row);
      if (!this.#sends) this.#hold([...(this.#input?.files ?? [])].filter((other) => other !== file));
      this.#input?.focus();
    });
    this.#list.append(item);
    return row;
  }

  #stays(file: File, row: Row): void {
    row.item.classList.add("is-done");
    row.said.textContent = say("file-ready", { size: size(file.size) });
  }

  #bad(row: Row, why: string): void {
    this.#under.delete(row);
    row.item.classList.add("is-bad");
    row.bar.hidden = true;
    row.said.textContent = why;
  }

  /** Send in parts; what was received of an earlier try is not sent again. */
  async #resumable(file: File, row: Row, address: string): Promise<void> {
    row.item.classList.remove("is-bad");
    row.bar.hidden = false;
    this.#under.add(row);
    const { send } = await import("../lib/resumable.ts");
    const stop = send(file, address, this.getAttribute("use") ?? "", {
      moved: (sent, whole) => this.#at(row, sent, whole),
      again: (n, most) => {
        row.said.textContent = say("file-again", { n, most });
      },
      done: (id) => this.#taken(row, { id }),
      refused: (why, status) => this.#bad(row, why || say("fault", { status })),
      cut: () => this.#offer(row, () => void this.#resumable(file, row, address)),
    });
    row.item.addEventListener("hl:remove", () => stop(true), { once: true });
  }

  #offer(row: Row, retry: () => void): void {
    this.#bad(row, say("file-cut"));
    const again = make("button", { type: "button", class: "btn btn-small" }, icon("refresh"), say("again"));
    again.addEventListener("click", () => {
      again.remove();
      retry();
    });
    row.tools.prepend(again);
  }

  async #send(file: File, row: Row, action: string): Promise<void> {
    row.item.classList.remove("is-bad");
    row.bar.hidden = false;
    this.#under.add(row);
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
    this.#offer(row, () => void this.#send(file, row, action));
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
    if (event.lengthComputable) this.#at(row, event.loaded, event.total);
  }

  /** Show how far it is; a reader hears each tenth, not each part. */
  #at(row: Row, sent: number, whole: number): void {
    const percent = Math.round((100 * sent) / whole);
    if (Math.floor(percent / 10) === Math.floor(row.bar.value / 10) && row.bar.value) return void (row.bar.value = percent);
    row.bar.value = percent;
    const far = say("file-sent", { sent: size(sent), whole: size(whole) });
    row.said.textContent = row.awaited ? `${say("file-wait")} ${far}` : far;
  }

  #taken(row: Row, answer: Answer): void {
    this.#under.delete(row);
    row.item.classList.add("is-done");
    row.bar.hidden = true;
    row.said.textContent = say("file-taken");
    if (answer.id) row.item.append(make("input", { type: "hidden", name: this.getAttribute("name") ?? "files", value: answer.id }));
    this.dispatchEvent(new CustomEvent("hl:uploaded", { bubbles: true, detail: answer }));
  }
}

customElements.define("hl-upload", HlUpload);
