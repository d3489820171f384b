// Keeps the frame of the pages for a moment without network, and the pages that rooms declare (kit/pwa.py): copies that
// know nobody. Other pages are never kept: they may be private. Sends what waited for the network.
{% autoescape off %}
const VERSION = "honglam-{{ words.version }}";
const KEPT = [{% for address in words.kept %}"{{ address|escapejs }}",{% endfor %}];
const ALSO = [{% for address in words.also %}"{{ address|escapejs }}",{% endfor %}];
const PAGES = { {% for page, copy in words.pages %}"{{ page|escapejs }}": "{{ copy|escapejs }}",{% endfor %} };
const OFFLINE = "{{ words.offline|escapejs }}";
const BUILT = "{{ words.built|escapejs }}";
const EMBLEM = "{{ words.icon|escapejs }}";
importScripts("{{ words.queue|escapejs }}");
{% endautoescape %}
const SLOW_MS = 6000; // a line that gives no first byte for so long gets the kept copy
const QUEUE = "honglam-queue";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then(fill).then(() => self.skipWaiting()));
});

// The frame must be there. A room's page that cannot be had now, as when its procedure is missing, takes nothing else along.
async function fill(cache) {
  await cache.addAll(KEPT);
  await Promise.allSettled([...ALSO, ...Object.values(PAGES)].map((address) => cache.add(address)));
}

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("honglam-") && name !== VERSION);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const copy = PAGES[url.pathname];
    event.respondWith((copy ? soon(fetch(request)) : fetch(request)).catch(() => lastCopy(copy)));
  } else if (url.pathname.startsWith(BUILT) || [...KEPT, ...ALSO].includes(url.pathname + url.search)) {
    // Built files are named by their content, so a kept one is never old.
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request).then((fresh) => keep(request, fresh))));
  }
});

async function lastCopy(copy) {
  return (copy && (await caches.match(copy))) || caches.match(OFFLINE);
}

function soon(answer) {
  return Promise.race([answer, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), SLOW_MS))]);
}

async function keep(request, fresh) {
  if (fresh.ok) await (await caches.open(VERSION)).put(request, fresh.clone());
  return fresh;
}

// The network is back, though perhaps no page is open: browsers without this ask again when a page is opened.
self.addEventListener("sync", (event) => {
  if (event.tag === QUEUE) event.waitUntil(self.honglamQueue.flush());
});

// A push notice: shown with the words that came, encrypted, from us; pressed, it opens its page.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const options = { body: said.body ?? "", tag: said.tag ?? "", data: { path: said.path ?? "/notices/" }, icon: EMBLEM, lang: "vi" };
  event.waitUntil(self.registration.showNotification(said.title ?? "Hồng Lam", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.path, self.location.origin);
  if (target.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((open) => {
      const same = open.find((client) => new URL(client.url).origin === target.origin && "navigate" in client);
      return same ? same.focus().then((client) => client.navigate(target.href)) : self.clients.openWindow(target.href);
    }),
  );
});
