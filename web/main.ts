/** What every page runs: htmx, the small islands that most pages have, and a look-out for the large ones. */
import "./styles/main.scss";
import "./lib/pages.ts";
import "./islands/dialog.ts";
import "./islands/theme.ts";
import "./islands/toasts.ts";

// Any other island is fetched when its element stands on the page, or arrives by htmx: `hl-map` is islands/map.ts.
const later = import.meta.glob(["./islands/*.ts", "!./islands/{dialog,theme,toasts}.ts"]);

function look(within: ParentNode): void {
  for (const [path, load] of Object.entries(later)) {
    const element = path.replace(/^.*\/(.+)\.ts$/, "hl-$1");
    if (within.querySelector(element) === null) continue;
    delete later[path];
    void load();
  }
}

look(document);
document.addEventListener("htmx:load", () => look(document));

// Only the portal installs; elsewhere the worker that the portal installed serves too.
if ("serviceWorker" in navigator && document.documentElement.dataset["surface"] === "portal") {
  addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined), { once: true });
}
