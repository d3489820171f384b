// Keeps the frame of the pages for a moment without network. Pages themselves are never kept: they may be private.
{% autoescape off %}
const VERSION = "honglam-{{ words.version }}";
const KEPT = [{% for address in words.kept %}"{{ address|escapejs }}",{% endfor %}];
const OFFLINE = "{{ words.offline|escapejs }}";
const BUILT = "{{ words.built|escapejs }}";
const EMBLEM = "{{ words.icon|escapejs }}";
{% endautoescape %}
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

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
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (url.pathname.startsWith(BUILT) || KEPT.includes(url.pathname)) {
    // Built files are named by their content, so a kept one is never old.
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request).then((fresh) => keep(request, fresh))));
  }
});

async function keep(request, fresh) {
  if (fresh.ok) await (await caches.open(VERSION)).put(request, fresh.clone());
  return fresh;
}

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
