// Fails when the script that the page loads is larger than it may be. Old office computers read all of it.
import { gzipSync } from "node:zlib";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const most = 60_000;
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(dist + name), { level: 9 }).length, 0);
console.log(`size: ${scripts.join(", ")}: ${size} bytes compressed of at most ${most}`);
process.exit(size <= most ? 0 : 1);
