/**
 * What somebody was writing, kept on their own device. A draft belongs to one person, one page and one form; it leaves
 * when the form was taken, when the person signs out, and after two weeks.
 */

const PREFIX = "draft:";
const SENT = "draft-sent";
const KEPT_MS = 14 * 24 * 3600 * 1000;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

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
      element.autocomplete !== "off",
  );
}

/** The place of a form's draft: who, which page, which form. */
export function place(form: string): string {
  return `${PREFIX}${document.documentElement.dataset["viewer"] ?? ""}:${location.pathname}:${form}`;
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
  try {
    localStorage.setItem(at, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Return the kept draft, unless it is too old or broken. */
export function kept(at: string, now: number): Draft | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(at) ?? "null") as Draft | null;
    return draft && now - draft.at < KEPT_MS ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Forget one draft. */
export function forget(at: string): void {
  localStorage.removeItem(at);
}

/** Forget every draft of this device: somebody signs out. */
export function forgetAll(): void {
  for (const at of Object.keys(localStorage)) if (at.startsWith(PREFIX)) localStorage.removeItem(at);
}

/** Remember that a form is on its way; the next page tells whether it was taken. */
export function sent(at: string): void {
  sessionStorage.setItem(SENT, at);
}

/** Return the form that was on its way when this page was asked for, once. */
export function arrived(): string {
  const at = sessionStorage.getItem(SENT) ?? "";
  sessionStorage.removeItem(SENT);
  return at;
}
