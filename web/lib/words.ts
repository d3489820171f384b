/** The words of the islands, in the page's language; the server writes them into the page (`kit/words.py`). */

let words: Record<string, string> | undefined;

function all(): Record<string, string> {
  if (!words) {
    const block = document.getElementById("hl-words");
    words = block?.textContent ? (JSON.parse(block.textContent) as Record<string, string>) : {};
  }
  return words;
}

/** Return the words for `key`, with `{name}` replaced from `values`. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = all()[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const language = (): string => document.documentElement.lang || "vi";

/** A number as the reader writes it: `1.234,5` in Vietnamese. */
export function number(value: number, decimals = 2): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: decimals }).format(value);
}

/** A month as people write it, `11/2026` for `2026-11`; any other name of a period as it is. */
export function month(period: string): string {
  return period.replace(/^(\d{4})-(\d{2})$/, "$2/$1");
}

/** A clock time, `17:05`. */
export function clock(moment: Date): string {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(moment);
}

/** A size of a file in the units that people know. */
export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let rest = bytes;
  let unit = 0;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${number(rest, rest < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Letters without accents, in lower case: what somebody types who is in a hurry. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}
