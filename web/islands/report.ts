/**
 * `<hl-report door code prove send near support>` around a plain form: a report in four taps. The category first; while it
 * is chosen the device looks where it is. Pictures are shrunk here and lose what the camera wrote; a voice note where the
 * browser records. What is sent goes through the queue of this device (`lib/queue.ts`), so that a cut line loses nothing.
 */

import { Enclosed } from "../lib/enclosed.ts";
import type { Spot } from "../lib/photo.ts";
import { later, queue, type Entry, type Queue } from "../lib/queue.ts";
import { line, told, worth, type Deed } from "../lib/waiting.ts";
import { number } from "../lib/words.ts";
import type { HlPin } from "./pin.ts";

const FIRST_PAUSE_MS = 5_000;
const LAST_PAUSE_MS = 60_000;
const ROUGH_METRES = 100;
const FAR_DEGREES = 0.0004; // about 40 m: a picture from elsewhere

type How = "here" | "from-photo" | "from-map";

class HlReport extends HTMLElement {
  #form = this.querySelector("form") as HTMLFormElement;
  #words = new Map<string, string>();
  #spot: (Spot & { how: How }) | undefined;
  #enclosed: Enclosed | undefined;
  #locating = false;
  #queue: Queue | undefined;
  #asked = "";
  #busy = false;
  #pause = FIRST_PAUSE_MS;
  #clock = 0;

  connectedCallback(): void {
    for (const word of this.querySelectorAll("[data-words] dt")) this.#words.set(word.textContent ?? "", word.nextElementSibling?.textContent ?? "");
    this.#part("[data-words]").remove();
    for (const part of this.querySelectorAll<HTMLElement>("[data-js]")) part.hidden = false;
    this.#part("[data-plain]").remove();
    this.#enclosed = new Enclosed(this, this.#say, this.#tell, () => this.#offerPhoto());
    const proof = this.querySelector<HTMLElement>("[data-proof]");
    if (proof) proof.hidden = true;
    this.#stage(this.#field("topic") && this.#form.querySelector(".hl-summary") ? "rest" : "topic");
    if (this.dataset["stage"] === "rest") this.#chosen();
    this.addEventListener("click", this.#press);
    this.addEventListener("change", this.#change);
    this.addEventListener("hl:pin", (event) => this.#placed({ ...(event as CustomEvent<Spot>).detail, how: "from-map" }));
    this.#form.addEventListener("submit", this.#submit);
    void this.#wake();
  }

  /** Show what waits, and send it now, whenever the network or the reader comes back. */
  async #wake(): Promise<void> {
    this.#queue = await queue();
    this.#queue?.heard(() => void this.#list());
    const again = (): void => void this.#flush();
    addEventListener("online", () => {
      this.querySelector("[data-offline]")?.remove();
      again();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
    this.dataset["ready"] = "";
    await this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#queue?.flush().catch(() => undefined); // what could not be sent says so in the list
    await this.#list();
  }

  #say = (key: string, values: Record<string, string | number> = {}): string =>
    (this.#words.get(key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

  #part<E extends HTMLElement>(selector: string): E {
    return this.querySelector<E>(selector) as E;
  }

  #field(name: string): string {
    return String(new FormData(this.#form).get(name) ?? "");
  }

  #set(name: string, value: string): void {
    const input = this.#form.elements.namedItem(name);
    if (input && "value" in input) input.value = value;
  }

  #tell = (text: string): void => {
    const said = this.#part("[data-said]");
    said.textContent = text;
    if (text) said.scrollIntoView({ block: "nearest" });
  };

  #stage(stage: "topic" | "rest"): void {
    this.dataset["stage"] = stage;
  }

  // Category

  #change = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    if (input.matches("[data-pick]")) void this.#enclosed?.pick(input);
    else if (input.name === "topic") this.#part("[data-do=on]").hidden = false; // chosen by the arrow keys: they look on
    else if (input.name === "commune") this.#part("[data-place]").classList.remove("is-wrong");
  };

  #chosen(focus = false): void {
    const topic = this.#form.querySelector<HTMLInputElement>("[name=topic]:checked");
    if (!topic) return;
    this.#part("[data-chosen]").textContent = topic.dataset["title"] ?? "";
    this.#part("[data-hint-shown]").textContent = topic.dataset["hint"] ?? "";
    this.#stage("rest");
    if (focus) this.#part("[data-do=back]").focus({ preventScroll: true });
    scrollTo({ top: 0 });
    if (this.#spot) this.#near();
    else if (!this.#field("commune")) this.#locate();
  }

  // Place

  #locate(): void {
    if (this.#locating || !("geolocation" in navigator)) return;
    this.#locating = true;
    this.#part("[data-place-said]").textContent = this.#say("finding");
    const found = ({ coords }: GeolocationPosition): void => {
      this.#locating = false;
      const how = this.#spot?.how;
      if (how && how !== "here") return; // the reader has said better meanwhile
      this.#placed({ lon: coords.longitude, lat: coords.latitude, how: "here" }, coords.accuracy);
    };
    const lost = (): void => {
      this.#locating = false;
      if (this.#spot) return;
      this.#part("[data-place-said]").textContent = this.#say("no-position");
      this.#part<HTMLDetailsElement>("[data-other]").open = true;
    };
    navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
  }

  #placed(spot: Spot & { how: How }, accuracy = 0): void {
    this.#spot = spot;
    this.#set("lon", spot.lon.toFixed(6));
    this.#set("lat", spot.lat.toFixed(6));
    const metres = number(Math.max(1, accuracy), 0);
    const word = spot.how === "here" && accuracy > ROUGH_METRES ? "here-rough" : spot.how;
    this.#part("[data-place-said]").textContent = this.#say(word, { metres });
    this.#part<HTMLDetailsElement>("[data-other]").open = false;
    if (spot.how !== "from-map" && !this.#part("[data-map]").hidden) this.querySelector<HlPin>("hl-pin")?.show(spot.lon, spot.lat);
    this.#offerPhoto();
    this.#tell("");
    this.#near();
  }

  #offerPhoto(): void {
    const [photo, spot] = [this.#enclosed?.spot, this.#spot];
    const apart = photo && (!spot || Math.hypot(photo.lon - spot.lon, photo.lat - spot.lat) > FAR_DEGREES);
    this.#part("[data-do=photo-place]").hidden = !apart;
  }

  /** Show in which commune it lies and what others have reported there; without a network the report goes without. */
  #near(): void {
    const spot = this.#spot;
    if (!spot || !this.#field("topic") || !navigator.onLine) return;
    const asked = new URLSearchParams({ topic: this.#field("topic"), lon: `${spot.lon}`, lat: `${spot.lat}` });
    const show = async (): Promise<void> => {
      const response = await fetch(`${this.getAttribute("near")}?${asked}`);
      if (!response.ok || this.#spot !== spot) return;
      const part = document.createRange().createContextualFragment(await response.text()); // our own page's part
      this.#part("[data-near]").replaceChildren(part);
    };
    void show().catch(() => undefined);
  }

  #map(button: HTMLElement): void {
    const box = this.#part("[data-map]");
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    const spot = this.#spot;
    if (!box.hidden && spot) void customElements.whenDefined("hl-pin").then(() => this.querySelector<HlPin>("hl-pin")?.show(spot.lon, spot.lat));
  }

  // Buttons

  #press = (event: Event): void => {
    const target = event.target as HTMLElement;
    // Pressed with a finger or a mouse, a category goes on at once; the arrow keys only look at the next.
    if (target.matches("[name=topic]") && (event as MouseEvent).detail > 0) return this.#chosen(true);
    if (target.closest(".hl-card-choice") && (event as MouseEvent).detail > 0 && !target.matches("input")) return void setTimeout(() => this.#chosen(true));
    const button = target.closest<HTMLElement>("[data-do]");
    if (!button) return;
    const deeds: Record<string, () => unknown> = {
      on: () => this.#chosen(true),
      back: () => this.#stage("topic"),
      here: () => {
        this.#spot = undefined;
        this.#locate();
      },
      map: () => this.#map(button),
      "photo-place": () => this.#enclosed?.spot && this.#placed({ ...this.#enclosed.spot, how: "from-photo" }),
      voice: () => this.#enclosed?.speak(),
      unvoice: () => this.#enclosed?.unspeak(),
      ask: () => this.#ask(),
      prove: () => this.#prove(),
      support: () => this.#support(button),
      empty: () => confirm(button.dataset["sure"] ?? "") && this.#queue?.clear().then(() => this.#list()),
    };
    deeds[button.dataset["do"] ?? ""]?.();
  };

  async #support(button: HTMLElement): Promise<void> {
    const response = await this.#post("support", { ref: button.dataset["ref"] ?? "" });
    if (response.status === 401) return this.#proof(() => void this.#support(button));
    if (!response.ok) return this.#tell(await this.#detail(response));
    button.replaceWith(document.createRange().createContextualFragment(await response.text()));
  }

  async #post(where: string, values: Record<string, string>): Promise<Response> {
    const { token } = (await (await fetch(this.getAttribute("door") ?? "", { cache: "no-store" })).json()) as { token: string };
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return fetch(this.getAttribute(where) ?? "", { method: "POST", headers, body: new URLSearchParams(values) });
  }

  async #detail(response: Response): Promise<string> {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; remedy?: string };
    return [problem.detail, problem.remedy].filter(Boolean).join(" ") || String(response.status);
  }

  // Who sends

  #proved: () => void = () => undefined;

  #proof(then: () => void): void {
    this.#proved = then;
    const part = this.querySelector<HTMLElement>("[data-proof]");
    if (!part) return location.reload(); // the page was made for somebody whose session has ended
    part.hidden = false;
    this.#part<HTMLInputElement>("#id_contact").focus();
    part.scrollIntoView({ block: "center" });
  }

  async #ask(): Promise<void> {
    try {
      const response = await this.#post("code", { contact: this.#field("contact") });
      if (!response.ok) return this.#tell(await this.#detail(response));
      const { asked, to } = (await response.json()) as { asked: string; to: string };
      this.#asked = asked;
      this.#part("[data-code]").hidden = false;
      this.#tell(this.#say("code-sent", { to }));
      this.#part<HTMLInputElement>("#id_code").focus();
    } catch {
      this.#tell(this.#say("kept"));
    }
  }

  async #prove(): Promise<void> {
    try {
      const response = await this.#post("prove", { asked: this.#asked, code: this.#field("code") });
      if (!response.ok) return this.#tell(await this.#detail(response));
      this.#part("[data-proof]").hidden = true;
      this.#tell("");
      this.#proved();
    } catch {
      this.#tell(this.#say("kept"));
    }
  }

  // Sending

  #submit = (event: Event): void => {
    event.preventDefault();
    if (this.dataset["stage"] === "topic") return this.#chosen(true);
    if (document.activeElement?.id === "id_contact") return void this.#ask();
    if (document.activeElement?.id === "id_code") return void this.#prove();
    if (!this.#field("topic")) return this.#tell(this.#say("need-topic"));
    if (!this.#spot && !this.#field("commune")) {
      this.#part<HTMLDetailsElement>("[data-other]").open = true;
      return this.#tell(this.#say("need-place"));
    }
    void this.#send();
  };

  #entry(): Entry {
    const names = this.#spot ? ["topic", "text", "where", "lon", "lat"] : ["topic", "text", "where", "commune"];
    return {
      key: this.#field("key"),
      kind: "report",
      url: this.getAttribute("send") ?? "",
      door: this.getAttribute("door") ?? "",
      at: new Date().toISOString(),
      who: "",
      title: this.#part("[data-chosen]").textContent ?? "",
      fields: names.map((name): [string, string] => [name, this.#field(name)]),
      files: this.#enclosed?.files() ?? [],
      state: "waiting",
    };
  }

  async #send(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#tell(this.#say("sending"));
    const entry = this.#entry();
    try {
      await this.#queue?.put(entry);
      await later();
      await this.#queue?.flush().catch(() => undefined);
      await this.#settle(entry.key);
    } catch {
      this.#tell(this.#say("no-keeping"));
    } finally {
      this.#busy = false;
    }
  }

  /** Tell what became of the report that was just sent. */
  async #settle(key: string): Promise<void> {
    const entry = (await this.#queue?.all())?.find((each) => each.key === key);
    if (!entry) return;
    if (entry.state === "sent") return location.assign(entry.answer?.page ?? location.pathname);
    if (entry.problem?.code === "confirm") {
      this.#tell("");
      return this.#proof(() => void this.#again(entry));
    }
    if (entry.state === "asks") {
      await this.#queue?.drop(key); // it is still in the form, under the same name
      this.#tell(told(entry));
      if (entry.problem?.field === "topic") this.#stage("topic");
      return;
    }
    this.#fresh();
    this.#tell(entry.problem ? told(entry) : this.#say("kept"));
    await this.#list();
  }

  async #again(entry: Entry): Promise<void> {
    await this.#queue?.put({ ...entry, state: "waiting", problem: undefined });
    await this.#queue?.flush().catch(() => undefined);
    await this.#settle(entry.key);
  }

  /** Begin a new report: the one before is in the queue. */
  #fresh(): void {
    this.#form.reset();
    this.#set("key", crypto.randomUUID());
    this.#enclosed?.empty();
    this.#part("[data-near]").replaceChildren();
    this.#stage("topic");
  }

  async #list(): Promise<void> {
    const { waiting, sent } = worth((await this.#queue?.all().catch(() => [])) ?? []);
    const box = this.#part("[data-queue]");
    box.hidden = !waiting.length && !sent.length;
    this.#part("[data-count]").textContent = String(waiting.length);
    this.#part("[data-waits]").hidden = !waiting.length;
    this.#part("[data-went]").hidden = !!waiting.length;
    const act = (deed: Deed, entry: Entry): void => void this.#act(deed, entry);
    this.#retry(waiting.some((entry) => entry.state === "waiting"));
    box.querySelector("ul")?.replaceChildren(...[...waiting, ...sent].map((entry) => line(entry, this.#say, act)));
  }

  /** Try again by itself while the page is open: browsers often miss that the network is back. */
  #retry(wanted: boolean): void {
    if (!wanted) this.#pause = FIRST_PAUSE_MS;
    if (!wanted || this.#clock) return;
    this.#clock = window.setTimeout(() => {
      this.#clock = 0;
      this.#pause = Math.min(this.#pause * 2, LAST_PAUSE_MS);
      void this.#flush();
    }, this.#pause);
  }

  async #act(deed: Deed, entry: Entry): Promise<void> {
    if (deed === "drop") await this.#queue?.drop(entry.key);
    else if (deed === "agree") await this.#again({ ...entry, agreed: true });
    else if (entry.problem?.code === "confirm") this.#proof(() => void this.#again(entry));
    else this.#reopen(entry);
    await this.#list();
  }

  /** Put a report that its owner must look at back into the form. */
  #reopen(entry: Entry): void {
    this.#form.reset();
    const held = new Map(entry.fields);
    for (const name of ["text", "where", "commune", "lon", "lat"]) this.#set(name, held.get(name) ?? "");
    this.#set("key", entry.key);
    const [lon, lat] = [Number(held.get("lon")), Number(held.get("lat"))];
    this.#spot = held.get("lon") ? { lon, lat, how: "here" } : undefined;
    this.#enclosed?.restore(entry.files);
    const topic = this.#form.querySelector<HTMLInputElement>(`[name=topic][value="${CSS.escape(held.get("topic") ?? "")}"]`);
    if (topic) topic.checked = true;
    this.#stage(topic ? "rest" : "topic");
    if (topic) this.#chosen();
    this.#tell(told(entry));
  }
}

customElements.define("hl-report", HlReport);
