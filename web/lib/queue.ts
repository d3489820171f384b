/** Types of `kit/static/kit/queue.js`, which pages and the service worker share, and how a page gets hold of it. */

export interface Problem {
  code?: string;
  detail?: string;
  remedy?: string;
  field?: string;
  who?: string;
  status?: number;
}

export interface Entry {
  /** What this device calls it; the server takes it once. */
  key: string;
  kind: string;
  url: string;
  door: string;
  /** When it was written, ISO 8601. */
  at: string;
  /** Who was known here at that time, masked; empty for nobody. */
  who: string;
  agreed?: boolean;
  title: string;
  fields: [string, string][];
  files: [string, Blob, string][];
  state: "waiting" | "asks" | "sent";
  problem?: Problem | undefined;
  after?: number;
  sent?: string;
  answer?: { code?: string; page?: string };
}

export interface Door {
  who: string;
  signed_in: boolean;
  token: string;
  channels: string[];
}

export interface Queue {
  all(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  drop(key: string): Promise<void>;
  clear(): Promise<void>;
  flush(): Promise<void>;
  known(door: string): Promise<Door>;
  heard(listen: () => void): void;
}

const held = self as unknown as { honglamQueue?: Queue };
const TAG = "honglam-queue";

/** Return the queue once its script has run; undefined when it never comes. */
export async function queue(): Promise<Queue | undefined> {
  if (!held.honglamQueue && document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  return held.honglamQueue;
}

/** Ask the browser to send what waits when the network is back, though no page may be open then. */
export async function later(): Promise<void> {
  const worker = (await navigator.serviceWorker?.getRegistration()) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
    | undefined;
  await worker?.sync?.register(TAG).catch(() => undefined);
}
