// Says whether the committed dist/, src/contract/ and sbom.json are what the sources give. Builds beside them and compares byte by byte.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), "valise-desk-"));
const run = (program, ...words) => execFileSync(program, words, { cwd: web, stdio: ["ignore", "ignore", "inherit"] });
const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path))
    .sort();

let differences = 0;
function compare(committed, built) {
  const [ours, theirs] = [files(committed), files(built)];
  for (const name of new Set([...ours, ...theirs])) {
    const same = ours.includes(name) && theirs.includes(name) && readFileSync(join(committed, name)).equals(readFileSync(join(built, name)));
    if (same) continue;
    differences += 1;
    console.error(`check: ${join(committed, name)} differs from a fresh build; run "npm run contract" and "npm run build", and commit`);
  }
}

// Every text that the page says is in the catalogue, with the parameters that it is given.
function compareTexts() {
  const catalogue = join(web, "..", "..", "language", "catalogue");
  const known = new Map();
  for (const name of readdirSync(catalogue)) {
    for (const entry of JSON.parse(readFileSync(join(catalogue, name), "utf8")).texts) known.set(entry.id, entry);
  }
  const names = (text, pattern) => [...new Set([...text.matchAll(pattern)].map((found) => found[1]))].sort().join(" ");
  for (const name of files(join(web, "src")).filter((file) => /\.tsx?$/.test(file) && !file.startsWith("contract"))) {
    const text = readFileSync(join(web, "src", name), "utf8");
    for (const [, id, given] of text.matchAll(/\bsay\(\s*"([^"]+)"(?:,\s*\{([^}]*)\})?/g)) {
      const entry = known.get(id);
      const wanted = entry && names(typeof entry.en === "string" ? entry.en : entry.en.other, /\{([a-z_0-9]+)\}/g);
      if (wanted === names(given ?? "", /(?:^|,)\s*([a-z_0-9]+)\s*(?=[:,]|$)/g)) continue;
      differences += 1;
      console.error(`check: ${name} says ${id} ${entry ? `, which has the parameters "${wanted}"` : ", which is not in the catalogue"}`);
    }
  }
}

// Every text with a number has all the forms that this browser engine may ask for in its language.
function comparePlurals() {
  for (const name of files(join(web, "dist")).filter((file) => file.startsWith("texts-"))) {
    const language = name.slice("texts-".length, -".json".length);
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [id, text] of Object.entries(JSON.parse(readFileSync(join(web, "dist", name), "utf8")))) {
      const missing = typeof text === "string" ? [] : categories.filter((category) => !text[1][category]);
      if (missing.length === 0) continue;
      differences += 1;
      console.error(`check: ${name}: ${id} has no form for ${missing.join(", ")}`);
    }
  }
}

// What it is made of, with licences that were agreed to; an old npm cannot say it.
function compareSbom() {
  const path = join(fresh, "sbom.json");
  const made = spawnSync("node", ["scripts/sbom.mjs", path], { cwd: web, stdio: "inherit" });
  if (made.status === 77) return;
  if (made.status === 0 && readFileSync(path).equals(readFileSync(join(web, "sbom.json")))) return;
  differences += 1;
  console.error('check: sbom.json is not what the lock file gives, or has a licence that was not agreed to; run "npm run sbom", look, and commit');
}

try {
  compareTexts();
  comparePlurals();
  compareSbom();
  run("node", "scripts/contract.mjs", join(fresh, "contract"));
  compare(join(web, "src", "contract"), join(fresh, "contract"));
  run(join(web, "node_modules", ".bin", "tsc"), "--noEmit");
  run(join(web, "node_modules", ".bin", "vite"), "build", "--outDir", join(fresh, "dist"), "--emptyOutDir", "--logLevel", "error");
  compare(join(web, "dist"), join(fresh, "dist"));
  run("node", "scripts/codec.mjs");
  run("node", "scripts/size.mjs");
} finally {
  rmSync(fresh, { recursive: true });
}
console.log(differences === 0 ? "check: dist and contract are what the sources give" : `check: ${differences} files differ`);
process.exit(differences === 0 ? 0 : 1);
