// Makes src/contract/ from proto/valise/v1/desk.proto, with the system's protoc and the plugin of the lock file.
//   npm run contract
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2] ?? join(web, "src", "contract");
mkdirSync(out, { recursive: true });
const plugin = join(web, "node_modules", ".bin", "protoc-gen-es");
const proto = join(web, "..", "..", "proto");
execFileSync(
  "protoc",
  [`--plugin=protoc-gen-es=${plugin}`, `--es_out=${out}`, "--es_opt=target=ts", "-I", proto, "valise/v1/desk.proto"],
  { stdio: "inherit" },
);
