/**
 * `<hl-notices-push key subscribe unsubscribe worker>`: lets this browser show notices while no page is open, or no
 * longer. It asks for permission only when the button is pressed. What is said stands in the page; this shows the part
 * that is true.
 */

type Standing = "none" | "denied" | "off" | "on";

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** The browser and system in few words, for the list of a person's devices. */
function device(): string {
  const agent = navigator.userAgent;
  const found = /(Edg|OPR|SamsungBrowser|Firefox|Chrome|Safari)\/([0-9]+)/.exec(agent);
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent);
  return [found ? `${found[1]} ${found[2]}` : "", system?.[1] ?? ""].filter(Boolean).join(", ");
}

export class HlNoticesPush extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#press);
    void this.#show();
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#press);
  }

  async #standing(): Promise<Standing> {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "none";
    if (Notification.permission === "denied") return "denied";
    return (await this.#subscription()) ? "on" : "off";
  }

  async #subscription(): Promise<PushSubscription | null> {
    const worker = await navigator.serviceWorker.getRegistration();
    return (await worker?.pushManager.getSubscription()) ?? null;
  }

  async #show(): Promise<void> {
    const standing = await this.#standing();
    for (const part of this.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = part.dataset["when"] !== standing;
    for (const button of this.querySelectorAll<HTMLElement>("[data-do]")) {
      button.hidden = !((standing === "off" && button.dataset["do"] === "on") || (standing === "on" && button.dataset["do"] === "off"));
    }
    this.dataset["standing"] = standing;
  }

  #press = (event: Event): void => {
    const wanted = (event.target as HTMLElement).closest<HTMLElement>("[data-do]")?.dataset["do"];
    if (wanted) void (wanted === "on" ? this.#on() : this.#off()).catch(() => this.#fault()).finally(() => this.#show());
  };

  async #on(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") return;
    await navigator.serviceWorker.register(this.getAttribute("worker") ?? "/sw.js");
    const worker = await navigator.serviceWorker.ready;
    const key = bytes(this.getAttribute("key") ?? "");
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    const told = await this.#tell("subscribe", { endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], name: device() });
    if (!told) {
      await made.unsubscribe();
      throw new Error("not taken");
    }
  }

  async #off(): Promise<void> {
    const held = await this.#subscription();
    if (!held) return;
    await this.#tell("unsubscribe", { endpoint: held.endpoint });
    await held.unsubscribe();
  }

  async #tell(where: string, values: Record<string, string | undefined>): Promise<boolean> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) body.set(name, value ?? "");
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
    return (await fetch(this.getAttribute(where) ?? "", { method: "POST", body, headers })).ok;
  }

  #fault(): void {
    const said = this.querySelector<HTMLElement>("[data-said]");
    if (said) said.textContent = said.dataset["fault"] ?? "";
  }
}

customElements.define("hl-notices-push", HlNoticesPush);
