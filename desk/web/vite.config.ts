import { defineConfig, type Plugin } from "vite";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const catalogue = (area: string) => fileURLToPath(new URL(`../../language/catalogue/${area}.json`, import.meta.url));

type Entry = { id: string; note: string; plural?: string } & Record<string, unknown>;

// Of the other areas only what the page says.
const areas = {
  desk: /./,
  words: /./,
  errors: /./,
  common: /^common\.about$/,
  form: /^form\.(kind|field|help|choice|problem|state|formal|act|owes|period|promised|newer|not_as|comment|optional|none|label)/,
  handling: /\.code\./,
  edit: /^edit\.(act|retracted|changed|before|mark)/,
  forward: /^forward\.(act|origin|verified|unverified|permitted)/,
  retention: /^retention\.(days|for_good|agreed$|due)/,
  room: /^room\.title\./,
  device: /./,
  doctor: /./,
  notices: /./,
  delivery: /^delivery\.(on_devices|failed$)/,
  directory: /\.label\./,
  mandate: /./,
  matter: /^matter\.(waits_for|in_charge|declined|contested|done|time_left|overdue|minutes|hours|days|act|waiting|without)/,
  case: /^case\.(phase|label|repeated_by|guest$|place_lost|kept|receipts)/,
  alerts: /^alerts\.(channel\.|secret)/,
  export: /^export\.(done|without_evidence|missing|erased|no_pdf)/,
};

// One file of texts per language, from the catalogue that all programs share; the page fetches the one it needs.
function texts(): Plugin {
  return {
    name: "texts",
    generateBundle() {
      const entries = Object.entries(areas).flatMap(([area, wanted]) =>
        (JSON.parse(readFileSync(catalogue(area), "utf8")).texts as Entry[]).filter((entry) => wanted.test(entry.id)),
      );
      const by = new Map(entries.map((entry) => [entry.id, entry]));
      for (const language of ["en", "ar", "zh", "fr", "ru", "es"]) {
        const out: Record<string, unknown> = {};
        for (const entry of entries) {
          const source = by.get(entry["same_as"] as string) ?? entry;
          out[entry.id] = source.plural ? [source.plural, source[language]] : source[language];
        }
        this.emitFile({ type: "asset", fileName: `texts-${language}.json`, source: JSON.stringify(out) });
      }
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [texts()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { output: { entryFileNames: "desk.js", chunkFileNames: "[name].js", assetFileNames: "desk[extname]" } },
  },
});
