// @ts-check
/**
 * What somebody sent while there was no network: kept on this device with its pictures and the true time, and sent once
 * when the network is back. Pages and the service worker load this same file (it is no module, so that every browser's
 * worker can); `web/lib/queue.ts` says its types.
 *
 * An entry goes to its `url` as a form, with its `key` in it: the server takes a key once, so that an answer that was lost
 * on the way does not make two things of one. Before, `door` is asked who is known here: nobody → the entry waits for its
 * owner ("confirm"); somebody else than when it was written → it asks ("other").
 */
(() => {
  const STORE = "entries";
  const KEPT_MS = 30 * 24 * 3600 * 1000; // how long what was sent is still listed
  const PATIENCE_MS = 60_000;
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("honglam-queue") : undefined;
  /** @type {Promise<void> | undefined} */
  let sending;

  /** @returns {Promise<IDBDatabase>} */
  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("honglam-queue", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  /** Do one thing in the store and wait until it is written. @param {(store: IDBObjectStore) => IDBRequest} work */
  async function within(mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const way = database.transaction(STORE, mode, { durability: "strict" });
        const asked = work(way.objectStore(STORE));
        way.oncomplete = () => resolve(asked.result);
        way.onabort = way.onerror = () => reject(way.error ?? asked.error);
      });
    } finally {
      database.close();
    }
  }

  const tell = () => channel?.postMessage("changed");

  async function put(entry) {
    await within("readwrite", (store) => store.put(entry));
    tell();
  }

  async function drop(key) {
    await within("readwrite", (store) => store.delete(key));
    tell();
  }

  async function clear() {
    await within("readwrite", (store) => store.clear());
    tell();
  }

  async function all() {
    const found = await within("readonly", (store) => store.getAll());
    return found.sort((one, other) => one.at.localeCompare(other.at));
  }

  /** Ask with an end: a line that takes what is sent and never answers must not hold everything up. */
  async function ask(url, options) {
    const end = new AbortController();
    const clock = setTimeout(() => end.abort(), PATIENCE_MS);
    try {
      return await fetch(url, { ...options, credentials: "same-origin", redirect: "error", signal: end.signal });
    } finally {
      clearTimeout(clock);
    }
  }

  const json = async (response) => response.json().catch(() => ({}));

  /** Return who is known here, and the proof of origin for a form. */
  async function known(door) {
    const response = await ask(door, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!response.ok) throw new Error(`door ${response.status}`);
    return json(response);
  }

  /** Send one entry; what becomes of it is written down. Throws when there was no answer to speak of. */
  async function send(entry) {
    const door = await known(entry.door);
    if (!door.who) return put({ ...entry, state: "asks", problem: { code: "confirm" } });
    if (entry.who && entry.who !== door.who && !entry.agreed) {
      return put({ ...entry, state: "asks", problem: { code: "other", who: door.who } });
    }
    const form = new FormData();
    for (const [name, value] of entry.fields) form.append(name, value);
    for (const [name, data, called] of entry.files) form.append(name, data, called);
    form.append("key", entry.key);
    form.append("at", entry.at);
    const headers = { Accept: "application/json", "X-CSRFToken": door.token };
    const response = await ask(entry.url, { method: "POST", body: form, headers });
    if (response.ok) {
      const answer = await json(response);
      return put({ ...entry, fields: [], files: [], state: "sent", sent: new Date().toISOString(), answer, problem: undefined });
    }
    if (response.status === 401) return put({ ...entry, state: "asks", problem: { code: "confirm" } });
    if (response.status === 429 || response.status >= 500) {
      const wait = Number(response.headers.get("Retry-After")) || 60;
      const problem = { ...(await json(response)), status: response.status };
      await put({ ...entry, problem, after: Date.now() + wait * 1000 });
      throw new Error(`later ${response.status}`);
    }
    return put({ ...entry, state: "asks", problem: { ...(await json(response)), status: response.status } });
  }

  async function pass() {
    let failed;
    for (const entry of await all()) {
      if (entry.state === "sent" && Date.now() - Date.parse(entry.sent) > KEPT_MS) await drop(entry.key);
      if (entry.state !== "waiting" || (entry.after ?? 0) > Date.now()) continue;
      try {
        await send(entry);
      } catch (error) {
        failed = error; // the next may be luckier: one that is too large for this line holds up no other
      }
    }
    if (failed) throw failed; // so that the browser's background sync comes again
  }

  /** Send what waits. One page or worker at a time: the others leave it to that one. */
  function flush() {
    sending ??= (
      "locks" in navigator
        ? navigator.locks.request("honglam-queue", { ifAvailable: true }, (lock) => (lock ? pass() : undefined))
        : pass()
    ).finally(() => {
      sending = undefined;
    });
    return sending;
  }

  self.honglamQueue = { all, put, drop, clear, flush, known, send, heard: (listen) => channel?.addEventListener("message", listen) };
})();
