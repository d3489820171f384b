/** Colours of the tokens as they are just now, for drawings that style sheets do not reach. */

/** Return the tokens `names` as `rgb(...)` under the theme in which `host` stands. */
export function colours<N extends string>(host: HTMLElement, names: readonly N[]): Record<N, string> {
  const probe = document.createElement("i");
  probe.hidden = true;
  host.append(probe);
  const found = {} as Record<N, string>;
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** Call `draw` whenever the theme changes; returns what ends that. */
export function onTheme(draw: () => void): () => void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const printing = matchMedia("print");
  for (const list of [scheme, printing]) list.addEventListener("change", draw);
  document.addEventListener("hl:theme", draw);
  return () => {
    for (const list of [scheme, printing]) list.removeEventListener("change", draw);
    document.removeEventListener("hl:theme", draw);
  };
}
