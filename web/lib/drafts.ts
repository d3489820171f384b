/**
 * What somebody was writing, kept on their own device (`device.ts` says whose). A draft belongs to one page and one form;
 * it leaves when the server has said that the form was taken, when the person signs out, and after two weeks.
 */

import { drop, read, write } from "./device.ts";
import { cookie } from "./dom.ts";

const SENT = "draft-sent";
const TAKEN = "taken"; // the cookie by which the server says which form it took (kit/forms/views.py)
const KEPT_MS = 14 * 24 * 3600 * 1000;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
// What a browser fills in for people is secret or does not need a draft: passwords, codes, cards.
const SECRET = /^(off|one-time-code|current-password|new-password|cc-.*)$/;

export interface Draft {
  at: number;
  values: Record<string, string[]>;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function fields(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (element): element is Field =>
      (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) &&
      element.name !== "" &&
      !NEVER.has(element.type) &&
      !SECRET.test(element.autocomplete),
  );
}

/** The name of a form's draft: which page, which form. */
export function place(form: string): string {
  return `draft:${location.pathname}:${form}`;
}

/** Read what the form holds now. */
export function values(form: HTMLFormElement): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const field of fields(form)) {
    const held = (found[field.name] ??= []);
    if (field instanceof HTMLSelectElement) held.push(...[...field.selectedOptions].map((option) => option.value));
    else if (field.type !== "checkbox" && field.type !== "radio") held.push(field.value);
    else if ((field as HTMLInputElement).checked) held.push(field.value);
  }
  return found;
}

/** Write values back into the form. */
export function restore(form: HTMLFormElement, from: Record<string, string[]>): void {
  for (const field of fields(form)) {
    const held = from[field.name];
    if (!held) continue;
    if (field instanceof HTMLSelectElement) for (const option of field.options) option.selected = held.includes(option.value);
    else if (field.type === "checkbox" || field.type === "radio") (field as HTMLInputElement).checked = held.includes(field.value);
    else field.value = held[0] ?? "";
  }
}

/** Keep a draft; false when the browser has no room or does not allow it. */
export function keep(at: string, draft: Draft): boolean {
  return write(at, draft);
}

/** Return the kept draft, unless it is too old. */
export function kept(at: string, now: number): Draft | undefined {
  const draft = read<Draft>(at);
  return draft && now - draft.at < KEPT_MS ? draft : undefined;
}

/** Forget one draft. */
export function forget(at: string): void {
  drop(at);
}

/** Remember which form is on its way, by the mark that the server put into it. */
export function sent(at: string, mark: string): void {
  write(SENT, { at, mark });
}

/** Forget the draft of the form that was on its way, once the server has said that it took this very form. */
export function taken(): void {
  const mark = cookie(TAKEN);
  if (!mark) return;
  const way = read<{ at: string; mark: string }>(SENT);
  if (way?.mark !== mark) return;
  drop(way.at);
  drop(SENT);
  document.cookie = `${TAKEN}=; path=/; max-age=0; samesite=lax`;
}
