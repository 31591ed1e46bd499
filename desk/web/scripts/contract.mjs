// Makes src/contract/desk.ts from proto/valise/v1/desk.proto: its types for TypeScript, and what src/codec.ts has to know of the
// fields. The system's protoc reads the definition; nothing of it is in the page but these two.
//   npm run contract [OUT]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary, ScalarType } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2] ?? join(web, "src", "contract");

export function definition() {
  const folder = mkdtempSync(join(tmpdir(), "valise-contract-"));
  try {
    execFileSync("protoc", ["-I", join(web, "..", "..", "proto"), `--descriptor_set_out=${folder}/set`, "valise/v1/desk.proto"], { stdio: "inherit" });
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(`${folder}/set`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// One letter per kind of value: of TypeScript, and of the wire.
const scalars = {
  [ScalarType.STRING]: ["string", "s"], [ScalarType.BYTES]: ["Uint8Array", "y"], [ScalarType.BOOL]: ["boolean", "b"],
  [ScalarType.UINT32]: ["number", "u"], [ScalarType.UINT64]: ["bigint", "l"], [ScalarType.INT64]: ["bigint", "i"],
};

const nameOf = (type) => type.typeName.slice("valise.v1.".length).replaceAll(".", "_");
function kindOf(field) {
  if (field.message) return [nameOf(field.message), nameOf(field.message)];
  if (field.enum) return [nameOf(field.enum), "u"];
  const kind = scalars[field.scalar];
  if (!kind) throw new Error(`${field}: the codec has no such type; see src/codec.ts`);
  if (field.fieldKind === "list" && kind[1] !== "s") throw new Error(`${field}: lists are of messages or strings`);
  return kind;
}

function enumText(type) {
  const values = type.values.map((value) => `  ${value.localName} = ${value.number},\n`);
  return `export enum ${nameOf(type)} {\n${values.join("")}}\n`;
}

function typeText(type) {
  const lines = type.members.map((member) => {
    if (member.kind === "oneof") {
      const cases = member.fields.map((field) => `    | { case: "${field.localName}"; value: ${kindOf(field)[0]} }\n`);
      return `  ${member.localName}:\n${cases.join("")}    | { case: undefined; value?: undefined };\n`;
    }
    const [kind] = kindOf(member);
    if (member.fieldKind === "list") return `  ${member.localName}: ${kind}[];\n`;
    const mayLack = member.message || member.proto.proto3Optional;
    return `  ${member.localName}${mayLack ? "?" : ""}: ${kind}${mayLack ? " | undefined" : ""};\n`;
  });
  return `export interface ${nameOf(type)} {\n${lines.join("")}}\n`;
}

// "id:s rooms:DeskRoom* 9=body:DeskHello@body": name and kind; * a list, ? one that may lack, @ a choice; the number where it is
// not the one after the last.
function fieldsText(type) {
  let last = 0;
  const words = type.fields.map((field) => {
    const mark = field.fieldKind === "list" ? "*" : field.oneof ? `@${field.oneof.localName}` : field.proto.proto3Optional ? "?" : "";
    const number = field.number === last + 1 ? "" : `${field.number}=`;
    last = field.number;
    return `${number}${field.localName}:${kindOf(field)[1]}${mark}`;
  });
  return `  ${nameOf(type)}: "${words.join(" ")}",\n`;
}

const every = (types) => types.flatMap((type) => [type, ...every(type.nestedMessages ?? [])]);
function contract() {
  const file = definition().getFile("valise/v1/desk.proto");
  const types = every(file.messages);
  const enums = [...file.enums, ...types.flatMap((type) => type.nestedEnums)];
  return (
    `// Made by "npm run contract" from proto/valise/v1/desk.proto. Not to be changed by hand.\n` +
    `${enums.map(enumText).join("")}${types.map(typeText).join("")}` +
    `export const fields = {\n${types.map(fieldsText).join("")}};\n` +
    `export interface Types {\n${types.map((type) => `  ${nameOf(type)}: ${nameOf(type)};\n`).join("")}}\n`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "desk.ts"), contract());
}
