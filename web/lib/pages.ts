/** htmx and the habits of every page: the proof of origin, faults that are shown, menus that close. */

import htmx from "htmx.org";

import { clear, settle } from "./device.ts";
import { taken } from "./drafts.ts";
import { say } from "./words.ts";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  attributesToSettle: ["class", "width", "height"], // not "style", which the policy of content forbids
  selfRequestsOnly: true,
  historyCacheSize: 0, // a page with personal data does not stay in the browser's storage
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  // A refusal (422) is an answer for the person, so it stands where the answer belongs; other faults become a toast.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

// First what another person left goes, then the draft of a form that the server has just taken.
settle();
taken();

/** Show a toast; `tone` is one of info, soon, bad, good. */
export function toast(text: string, tone = "info"): void {
  document.dispatchEvent(new CustomEvent("hl:toast", { detail: { text, tone } }));
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  // The server answers a fragment that says what happened; without one the status has to do.
  const answer = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".hl-error");
  const parts = [...(answer?.querySelectorAll("p") ?? [])].map((part) => part.textContent?.replace(/\s+/g, " ").trim());
  toast(parts.filter(Boolean).join(" ") || say("fault", { status: xhr.status }), "bad");
});

// A region that asks again by itself says nothing: the notice about the network speaks for it.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const { triggeringEvent } = (event as CustomEvent<{ requestConfig: { triggeringEvent?: Event } }>).detail.requestConfig;
    if (triggeringEvent?.isTrusted) toast(say("no-network"), "bad");
  });
}

// A drawer made of <details> closes when one presses elsewhere or Escape; the focus returns to its button.
const DRAWERS = "details.hl-more[open]";

document.addEventListener("click", (event) => {
  for (const drawer of document.querySelectorAll<HTMLDetailsElement>(DRAWERS)) {
    if (!drawer.contains(event.target as Node)) drawer.open = false;
  }
});

// The menu of a narrow screen, and of the board.
function openMenu(open: boolean): void {
  const button = document.querySelector<HTMLElement>("[data-menu]");
  document.getElementById("menu")?.toggleAttribute("data-open", open);
  button?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector<HTMLElement>("#menu a")?.focus();
}

document.addEventListener("click", (event) => {
  const at = event.target as HTMLElement;
  if (at.closest("[data-menu]")) openMenu(!document.querySelector("#menu[data-open]"));
  else if (document.querySelector("#menu[data-open]") && !at.closest("#menu")) openMenu(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.querySelector("#menu[data-open]")) {
    openMenu(false);
    document.querySelector<HTMLElement>("[data-menu]")?.focus();
  }
  const drawer = document.querySelector<HTMLDetailsElement>(DRAWERS);
  if (!drawer) return;
  drawer.open = false;
  drawer.querySelector("summary")?.focus();
});

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const { submitter } = event;
  // On a shared computer nothing that somebody wrote may wait for the next person.
  if ((event.target as Element).matches("[data-sign-out]")) clear();
  queueMicrotask(() => {
    if (event.defaultPrevented || !(submitter instanceof HTMLButtonElement)) return;
    submitter.setAttribute("aria-busy", "true");
    setTimeout(() => submitter.setAttribute("disabled", ""), 0);
  });
});

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("disabled");
  }
});

export { htmx };
