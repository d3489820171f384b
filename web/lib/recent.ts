/** What somebody found and opened lately: kept on their own device and nowhere else, and gone when they sign out. */

import { read, write } from "./device.ts";

const NAME = "found";
const MOST = 8;

export interface Opened {
  url: string;
  title: string;
}

/** Return what was opened, the latest first. */
export function opened(): Opened[] {
  const kept = read<Opened[]>(NAME);
  return Array.isArray(kept) ? kept.filter(({ url, title }) => typeof title === "string" && /^\/(?!\/)/.test(url)) : [];
}

/** Remember that a hit was opened. */
export function remember(url: string, title: string): void {
  const rest = opened().filter((each) => each.url !== url);
  write(NAME, [{ url, title }, ...rest].slice(0, MOST));
}
