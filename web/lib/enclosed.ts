/** What goes with a report besides words: pictures, shrunk and shown as thumbs, and a voice note. */

import { make } from "./dom.ts";
import { place, shrunk, type Spot } from "./photo.ts";
import { MOST_SECONDS, offered, Voice, type Recording } from "./voice.ts";
import type { Say } from "./waiting.ts";
import { size } from "./words.ts";

const MOST_PICTURES = 5;

/** The parts of the page, found by their marks; `changed` is told when a picture came or went, `tell` what went wrong. */
export class Enclosed {
  pictures: Blob[] = [];
  recording: Recording | undefined;
  /** Where the first picture that says so was taken. */
  spot: Spot | undefined;
  #voice = new Voice();

  constructor(
    private readonly host: HTMLElement,
    private readonly say: Say,
    private readonly tell: (text: string) => void,
    private readonly changed: () => void,
  ) {
    this.#part("[data-do=voice]").hidden = !offered();
  }

  #part(selector: string): HTMLElement {
    return this.host.querySelector<HTMLElement>(selector) as HTMLElement;
  }

  async pick(input: HTMLInputElement): Promise<void> {
    const files = [...(input.files ?? [])];
    input.value = "";
    for (const file of files) {
      if (this.pictures.length >= MOST_PICTURES) {
        this.tell(this.say("most-pictures"));
        break;
      }
      try {
        const spot = await place(file);
        this.pictures.push(await shrunk(file));
        this.spot ??= spot;
        this.tell("");
      } catch {
        this.tell(this.say("no-picture"));
      }
    }
    this.show();
    this.changed();
  }

  show(): void {
    const list = this.#part("[data-thumbs]");
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...this.pictures.map((data, index) => this.#thumb(data, index)));
  }

  #thumb(data: Blob, index: number): HTMLLIElement {
    const n = index + 1;
    const image = make("img", { src: URL.createObjectURL(data), alt: this.say("picture", { n, size: size(data.size) }) });
    const away = make("button", { type: "button", class: "btn", "aria-label": this.say("take-away", { n }) }, "×");
    away.addEventListener("click", () => {
      this.pictures.splice(index, 1);
      this.show();
      this.changed();
    });
    return make("li", {}, image, away);
  }

  /** Begin to record, or end it. */
  async speak(): Promise<void> {
    if (this.#voice.running) return this.#voice.stop();
    const said = this.#part("[data-voice-said]");
    const most = MOST_SECONDS;
    try {
      this.recording = await this.#voice.record((seconds) => (said.textContent = this.say("recording", { seconds, most })));
      said.textContent = this.say("recorded", { seconds: this.recording.seconds });
      this.#part("[data-do=unvoice]").hidden = false;
    } catch {
      said.textContent = this.say("no-voice");
    }
  }

  unspeak(): void {
    this.recording = undefined;
    this.#part("[data-do=unvoice]").hidden = true;
    this.#part("[data-voice-said]").textContent = "";
  }

  empty(): void {
    this.pictures = [];
    this.spot = undefined;
    this.unspeak();
    this.show();
  }

  /** As a form sends it. */
  files(): [string, Blob, string][] {
    const found = this.pictures.map((data, index): [string, Blob, string] => ["photos", data, `anh-${index + 1}.jpg`]);
    if (this.recording) found.push(["voice", this.recording.data, this.recording.name]);
    return found;
  }

  /** Take back what was sent with a report that its owner must look at again. */
  restore(files: readonly [string, Blob, string][]): void {
    this.empty();
    this.pictures = files.filter(([name]) => name === "photos").map(([, data]) => data);
    const voice = files.find(([name]) => name === "voice");
    this.recording = voice && { data: voice[1], name: voice[2], seconds: 0 };
    this.#part("[data-do=unvoice]").hidden = !voice;
    this.show();
  }
}
