import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

const ICONS = fileURLToPath(new URL("../node_modules/@tabler/icons/icons/", import.meta.url));

/** Return one icon as a symbol, or nothing when Tabler has none of that name. */
function symbol(name: string): string {
  const file = [`${ICONS}outline/${name}.svg`, `${ICONS}filled/${name}.svg`].find((path) => existsSync(path));
  if (!file) return "";
  const inner = readFileSync(file, "utf8")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z"[^>]*\/>/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
}

/**
 * One SVG sprite with the icons that pages use. `tools/web.py` finds their names in templates, manifests and code and
 * hands them over in HONGLAM_ICONS.
 */
export function iconSprite(): Plugin {
  return {
    name: "honglam-icon-sprite",
    apply: "build",
    generateBundle() {
      const names = (process.env.HONGLAM_ICONS ?? "").split(",").filter(Boolean).sort();
      const symbols = names.map(symbol).filter(Boolean).join("");
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", source });
    },
  };
}
