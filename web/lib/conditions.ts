/**
 * Inputs that are asked for only when others say so (`data-when`, written by kit/forms/schema.py): a list of ways, each a
 * list of [input, values], all of which must hold; no values mean "anything". Until it is asked for an input is out of
 * sight and is not sent. Without this script everything shows and the server decides.
 */

type Way = [string, string[]][];

function held(form: HTMLFormElement, name: string): string[] {
  const found: string[] = [];
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    `[name="${CSS.escape(name)}"]`,
  )) {
    if (field.matches("[data-hidden]")) continue; // not asked for itself, so it says nothing
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      // A lone box has no value of its own: it is true or false.
      const lone = field.type === "checkbox" && !field.hasAttribute("value");
      if (lone) found.push(String(field.checked));
      else if (field.checked) found.push(field.value);
    } else if (field.value !== "") found.push(field.value);
  }
  return found;
}

const holds = (form: HTMLFormElement, way: Way): boolean =>
  way.every(([name, values]) => {
    const now = held(form, name);
    return values.length ? now.some((value) => values.includes(value)) : now.some((value) => value !== "false");
  });

function settle(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement>("[data-when]")) {
    const ways = JSON.parse(field.dataset["when"] ?? "[]") as Way[];
    const asked = ways.some((way) => holds(form, way));
    field.disabled = !asked;
    field.toggleAttribute("data-hidden", !asked);
    field.closest<HTMLElement>(".hl-field")?.toggleAttribute("hidden", !asked);
  }
}

/** Keep a form's inputs in step with what it says, also after a check by the server has replaced one. */
export function watch(form: HTMLFormElement): void {
  const again = (): void => settle(form);
  form.addEventListener("input", again);
  form.addEventListener("change", again);
  document.addEventListener("htmx:afterSettle", again);
  settle(form);
}
