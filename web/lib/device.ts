/**
 * What is kept on the device for somebody. It belongs to the person of the page, and is gone as soon as a page shows that
 * somebody else or nobody is signed in. Without a person it belongs to this tab alone and ends with it: the next one at a
 * shared computer must not find it.
 */

const PREFIX = "hl:";

/** Who is signed in; empty for nobody, undefined on a page that does not know (it was made without the server's help). */
function viewer(): string | undefined {
  return document.documentElement.dataset["viewer"];
}

function store(): Storage {
  return viewer() ? localStorage : sessionStorage;
}

const at = (name: string): string => `${PREFIX}${viewer() ?? ""}:${name}`;

/** Keep a value; false when the browser has no room or does not allow it. */
export function write(name: string, value: unknown): boolean {
  try {
    store().setItem(at(name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Return a kept value; undefined when there is none or it is broken. */
export function read<T>(name: string): T | undefined {
  try {
    return (JSON.parse(store().getItem(at(name)) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Forget one value. */
export function drop(name: string): void {
  try {
    store().removeItem(at(name));
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

/** Forget what is kept: everything, or what belongs to others than the person of this page and this tab. */
export function clear(others = false): void {
  const stays = others ? [`${PREFIX}${viewer() ?? ""}:`, `${PREFIX}:`] : [];
  for (const held of [() => localStorage, () => sessionStorage]) {
    try {
      const box = held();
      for (const key of Object.keys(box)) {
        if (key.startsWith(PREFIX) && !stays.some((own) => key.startsWith(own))) box.removeItem(key);
      }
    } catch {
      // storage is switched off
    }
  }
}

/** Called on every page: what somebody left who is not signed in any more goes, also when their session just ran out. */
export function settle(): void {
  if (viewer() !== undefined) clear(true);
}
