// sbom.mjs [OUT]: writes what the page is made of and with, as CycloneDX, from the lock file (npm sbom): sbom.json, the same at every
// run. Ends with 1 where a licence is not among those that were agreed to, with 77 where this npm is too old to have `npm sbom`.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv[2] ?? join(web, "sbom.json");

// In what is shipped, and in the tools that build and test it.
const shipped = new Set(["MIT"]);
const tools = new Set([...shipped, "(Apache-2.0 AND BSD-3-Clause)", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "MPL-2.0"]);

const npm = (...words) => JSON.parse(execFileSync("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", ...words], { cwd: web, stdio: ["ignore", "pipe", "ignore"] }));
let all, runtime;
try {
  [all, runtime] = [npm(), npm("--omit", "dev")];
} catch {
  console.log("sbom: left out, since this npm has no `npm sbom` (10 or newer)");
  process.exit(77);
}

const used = new Set(runtime.components.map((component) => component.purl));
const licence = ({ licenses = [] }) => licenses.map((one) => one.expression ?? one.license?.id ?? one.license?.name).join(" AND ");
const refused = all.components.filter((component) => !(used.has(component.purl) ? shipped : tools).has(licence(component)));
for (const component of refused) console.error(`sbom: ${component.name} has the licence "${licence(component)}", which was not agreed to`);

const components = all.components
  .map(({ type, name, version, purl, hashes, licenses }) => ({ type, name, version, scope: used.has(purl) ? "required" : "excluded", purl, hashes, licenses }))
  .sort((a, b) => (a.purl < b.purl ? -1 : 1));
const { bomFormat, specVersion } = all;
writeFileSync(out, `${JSON.stringify({ bomFormat, specVersion, version: 1, metadata: { component: { type: "application", name: "valise-desk-web" } }, components }, null, 1)}\n`);
process.exit(refused.length === 0 ? 0 : 1);
