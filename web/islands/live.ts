/**
 * `<hl-live topics="jobs,health">`: hears that something changed and tells the page: `hl:live` ({topic, key, data}) and
 * `hl:live:<topic>` bubble from here, so a region asks again with `hx-trigger="hl:live:jobs from:body"`. When the line
 * is cut it tries again, later each time, and says so unless it is `quiet`; when it is back the page is told to refresh
 * what it shows.
 */

import { icon, make } from "../lib/dom.ts";
import { say } from "../lib/words.ts";

const SHORTEST_MS = 1000;
const LONGEST_MS = 30_000;
const QUIET_MS = 4000; // a short break is nobody's business

export class HlLive extends HTMLElement {
  #source: EventSource | undefined;
  #wait = SHORTEST_MS;
  #retry = 0;
  #notice = 0;
  #broken = false;

  connectedCallback(): void {
    this.#open();
    addEventListener("online", this.#now);
    addEventListener("offline", this.#away);
    document.addEventListener("visibilitychange", this.#seen);
  }

  disconnectedCallback(): void {
    this.#close();
    removeEventListener("online", this.#now);
    removeEventListener("offline", this.#away);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  get #topics(): string[] {
    return (this.getAttribute("topics") ?? "").split(",").filter(Boolean);
  }

  #open(): void {
    this.#close();
    if (document.hidden || !this.#topics.length) return;
    const source = new EventSource(this.getAttribute("src") ?? `/live/${this.#topics.join(",")}`);
    this.#source = source;
    source.addEventListener("ready", () => this.#ready());
    source.addEventListener("refresh", () => this.#tell("refresh", {}));
    source.addEventListener("signed-out", () => location.reload());
    for (const topic of this.#topics) {
      const name = topic.split(":")[0] ?? topic;
      source.addEventListener(name, (event) => this.#tell(name, JSON.parse((event as MessageEvent<string>).data) as object));
    }
    source.onerror = () => this.#lost();
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#retry);
    clearTimeout(this.#notice);
  }

  #ready(): void {
    this.#wait = SHORTEST_MS;
    clearTimeout(this.#notice);
    this.replaceChildren();
    if (this.#broken) this.#tell("refresh", {});
    this.#broken = false;
  }

  #lost(): void {
    this.#close();
    this.#broken = true;
    this.#notice = window.setTimeout(this.#away, QUIET_MS);
    this.#retry = window.setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_MS);
  }

  #now = (): void => {
    this.#wait = SHORTEST_MS;
    this.#open();
  };

  #away = (): void => {
    this.#broken = true;
    if (this.firstChild || this.hasAttribute("quiet")) return;
    this.replaceChildren(make("p", { class: "hl-offline-note", role: "status" }, icon("wifi-off"), say("offline")));
  };

  // A page that nobody looks at does not hold a connection; when it is looked at again it catches up.
  #seen = (): void => {
    if (document.hidden) {
      this.#close();
      this.#broken = true;
    } else this.#now();
  };

  #tell(topic: string, detail: object): void {
    const whole = { topic, ...detail };
    this.dispatchEvent(new CustomEvent("hl:live", { bubbles: true, detail: whole }));
    const names = topic === "refresh" ? this.#topics.map((name) => name.split(":")[0]) : [topic];
    for (const name of names) this.dispatchEvent(new CustomEvent(`hl:live:${name}`, { bubbles: true, detail: whole }));
  }
}

customElements.define("hl-live", HlLive);
