/** htmx and the habits of every page: the proof of origin, faults that are shown, menus that close. */

import htmx from "htmx.org";

import { cookie } from "./dom.ts";
import { say } from "./words.ts";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // a page with personal data does not stay in the browser's storage
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  // A refusal (422, 409 …) is an answer for the person, so it is shown where the answer belongs.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ],
});

/** Show a toast: `tone` is one of lam, green, gold, hong. */
export function toast(text: string, tone = "lam"): void {
  document.dispatchEvent(new CustomEvent("hl:toast", { detail: { text, tone } }));
}

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRFToken"] = cookie("csrf");
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  // The server answers a fragment that says what happened; without one the status has to do.
  const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const text = answer.querySelector("[data-fault]")?.textContent?.replace(/\s+/g, " ").trim();
  toast(text || say("fault", { status: xhr.status }), "hong");
});

document.addEventListener("htmx:sendError", () => toast(say("no-network"), "hong"));
document.addEventListener("htmx:timeout", () => toast(say("no-network"), "hong"));

// A menu made of <details> closes when one presses elsewhere or Escape; the focus returns to its button.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.dropdown[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.dropdown[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

// The side menu is open on a wide screen and folded on a phone; what the officer chose is remembered.
const side = document.querySelector<HTMLDetailsElement>(".side-fold");
if (side) {
  const wide = matchMedia("(min-width: 900px)");
  const arrange = (): void => {
    side.open = wide.matches && localStorage.getItem("side") !== "folded";
  };
  arrange();
  wide.addEventListener("change", arrange);
  side.querySelector("summary")?.addEventListener("click", () => {
    if (wide.matches) localStorage.setItem("side", side.open ? "folded" : "open");
  });
}

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const { submitter } = event as SubmitEvent;
  if (!(submitter instanceof HTMLButtonElement) || event.defaultPrevented) return;
  queueMicrotask(() => {
    if (event.defaultPrevented) return;
    submitter.setAttribute("aria-busy", "true");
    setTimeout(() => submitter.setAttribute("disabled", ""), 0);
  });
});

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("disabled");
  }
});

export { htmx };
