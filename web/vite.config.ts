import { defineConfig } from "vite";

import { iconSprite } from "./build/icon-sprite.ts";

// One entry. An island becomes a file of its own, fetched by the pages that hold its element.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [iconSprite()],
  css: {
    preprocessorOptions: { scss: { quietDeps: true } },
  },
  worker: { format: "es" },
  build: {
    outDir: process.env["HONGLAM_WEB_OUT"] ?? "dist",
    emptyOutDir: true,
    assetsDir: "built",
    assetsInlineLimit: 0, // nothing inside data: addresses, so that a strict content policy holds
    manifest: "built/manifest.json",
    target: ["chrome100", "firefox100", "safari15.4"],
    cssMinify: "lightningcss",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: "main.ts" },
  },
});
