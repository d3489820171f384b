/** The list "waiting to be sent" of a page that reports: what there is, how it stands, what its owner can do. */

import { icon, make } from "./dom.ts";
import type { Entry } from "./queue.ts";
import { clock, say as common } from "./words.ts";

export type Say = (key: string, values?: Record<string, string | number>) => string;
/** What the buttons of an entry do: write on, send although somebody else is known here now, take away. */
export type Deed = "open" | "agree" | "drop";

const SHOWN_SENT = 3;

function standing(entry: Entry, say: Say): string {
  if (entry.state === "sent") return say("sent", { code: entry.answer?.code ?? "" });
  if (entry.problem?.code === "confirm") return say("confirm");
  if (entry.problem?.code === "other") return say("other", { was: entry.who, now: entry.problem.who ?? "" });
  if (entry.state === "asks") return `${say("asks")}: ${told(entry)}`;
  return entry.problem ? `${told(entry) || say("later")}` : say("waits");
}

/** Return what the server said about an entry, with the remedy. */
export function told(entry: Entry): string {
  const { detail, remedy, status } = entry.problem ?? {};
  return [detail, remedy].filter(Boolean).join(" ") || (status ? common("fault", { status }) : "");
}

function deeds(entry: Entry): Deed[] {
  if (entry.state !== "asks") return ["drop"];
  return entry.problem?.code === "other" ? ["agree", "drop"] : ["open", "drop"];
}

/** Return a line of the list. */
export function line(entry: Entry, say: Say, act: (deed: Deed, entry: Entry) => void): HTMLLIElement {
  const at = new Date(entry.at);
  const when = `${clock(at)} ${at.toLocaleDateString(document.documentElement.lang || "vi")}`;
  const item = make("li", { "data-state": entry.state }, make("b", {}, entry.title), " ", make("span", { class: "text-secondary" }, when));
  item.append(make("p", {}, icon(entry.state === "sent" ? "circle-check" : "clock"), " ", standing(entry, say)));
  if (entry.state === "sent" && entry.answer?.page) item.append(make("a", { class: "btn", href: entry.answer.page }, say("open")));
  else {
    for (const deed of deeds(entry)) {
      const button = make("button", { type: "button", class: "btn" }, say(deed));
      button.addEventListener("click", () => act(deed, entry));
      item.append(button);
    }
  }
  return item;
}

/** Return what is worth showing: all that waits, and the latest that went. */
export function worth(entries: readonly Entry[]): { waiting: Entry[]; sent: Entry[] } {
  const sent = entries.filter((entry) => entry.state === "sent").reverse();
  return { waiting: entries.filter((entry) => entry.state !== "sent"), sent: sent.slice(0, SHOWN_SENT) };
}
