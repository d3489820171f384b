/**
 * `<hl-crew door send>`: the route of a crew. Keeps the list on this phone, so that the copy of the page that opens without
 * a network shows it (`copy`); what is done at a stop goes into the queue with its shrunk picture, time and place, and is
 * sent when there is a network. Words come as `data-…`.
 */

import "../styles/crew.css";

import { shrunk } from "../lib/photo.ts";
import { type Entry, later, queue } from "../lib/queue.ts";

const KEPT = "honglam-crew";

interface Kept {
  day: string;
  who: string;
  list: string;
}

const today = (): string => new Date().toLocaleDateString("sv");

class HlCrew extends HTMLElement {
  #who = "";

  connectedCallback(): void {
    void this.#begin();
  }

  async #begin(): Promise<void> {
    // A crew may never have seen the portal, which installs it for everybody else; without it there is no page out there.
    if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    const list = this.querySelector<HTMLElement>(".hl-stops");
    if (!list) return;
    if (this.hasAttribute("copy")) this.#fetchKept(list);
    else void this.#keep(list.innerHTML);
    this.addEventListener("submit", this.#done);
    const held = await queue();
    held?.heard(() => void this.#show());
    await this.#show();
    // A page does not hear itself: what it sent, it shows by itself.
    const send = (): void => void held?.flush().catch(() => undefined).then(() => this.#show());
    if (navigator.onLine) send();
    addEventListener("online", send);
  }

  /** Keep today's list on this phone: text of our own page, read again by nobody but this page. */
  async #keep(list: string): Promise<void> {
    const held = await queue();
    this.#who = (await held?.known(this.getAttribute("door") ?? "").catch(() => undefined))?.who ?? "";
    localStorage.setItem(KEPT, JSON.stringify({ day: today(), who: this.#who, list } satisfies Kept));
  }

  #fetchKept(list: HTMLElement): void {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Kept | null;
    this.#say(this.dataset["offline"] ?? "");
    if (kept?.day !== today()) return localStorage.removeItem(KEPT);
    this.#who = kept.who;
    // Our own page of this morning; an inert document keeps whatever else might stand there from running.
    const found = new DOMParser().parseFromString(kept.list, "text/html");
    list.replaceChildren(...found.body.children);
  }

  #done = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    void this.#queue(form).catch(() => {
      form.submit(); // no store on this phone: send it the plain way
    });
  };

  async #queue(form: HTMLFormElement): Promise<void> {
    const held = await queue();
    if (!held) throw new Error("no queue");
    const data = new FormData(form);
    const photo = data.get("photo");
    const files: Entry["files"] = [];
    if (photo instanceof File && photo.size) files.push(["photo", await shrunk(photo).catch(() => photo), "photo.jpg"]);
    const spot = files.length ? await here() : undefined;
    const stop = form.closest<HTMLElement>("[data-stop]");
    const fields: [string, string][] = [
      ["task", String(data.get("task"))],
      ["answer", String(data.get("answer"))],
    ];
    if (spot) fields.push(["lon", String(spot.longitude)], ["lat", String(spot.latitude)]);
    await held.put({
      key: crypto.randomUUID(),
      kind: "crew",
      url: this.getAttribute("send") ?? "",
      door: this.getAttribute("door") ?? "",
      at: new Date().toISOString(),
      who: this.#who,
      title: stop?.querySelector("h2")?.textContent ?? "",
      fields,
      files,
      state: "waiting",
    });
    await this.#show();
    await later();
    await held.flush().catch(() => undefined);
    await this.#show();
  }

  /** Say at each stop how what was done there stands. */
  async #show(): Promise<void> {
    for (const entry of (await (await queue())?.all()) ?? []) {
      const task = entry.fields.find(([name]) => name === "task")?.[1] ?? this.#sent.get(entry.key);
      if (entry.kind !== "crew" || !task) continue;
      this.#sent.set(entry.key, task);
      const stop = this.querySelector<HTMLElement>(`[data-stop="${CSS.escape(task)}"]`);
      if (!stop) continue;
      let said = stop.querySelector<HTMLElement>("[data-standing]");
      if (!said) {
        said = document.createElement("p");
        said.dataset["standing"] = "";
        said.setAttribute("role", "status");
        stop.append(said);
      }
      stop.dataset["state"] = entry.state;
      const word = { waiting: "waiting", sent: "sent", asks: "asks" }[entry.state];
      said.textContent = [this.dataset[word], entry.problem?.detail].filter(Boolean).join(" · ");
      const form = stop.querySelector("form");
      if (form) form.hidden = entry.state !== "asks";
    }
  }

  #sent = new Map<string, string>();

  #say(words: string): void {
    const said = this.querySelector("[data-said]");
    if (said) said.textContent = words;
  }
}

function here(): Promise<GeolocationCoordinates | undefined> {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(undefined);
    navigator.geolocation.getCurrentPosition((found) => resolve(found.coords), () => resolve(undefined), { timeout: 5000, maximumAge: 60_000 });
  });
}

customElements.define("hl-crew", HlCrew);
