// Compares src/codec.ts with protobuf's own library: random messages of every kind of the contract, both ways; and broken bytes,
// which must end in an error or a message.
//   node scripts/codec.mjs
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { create, fromBinary, ScalarType, toBinary } from "@bufbuild/protobuf";
import { build } from "vite";
import { definition } from "./contract.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const built = await build({
  root: web, configFile: false, logLevel: "error",
  build: { write: false, minify: false, lib: { entry: "src/codec.ts", formats: ["es"], fileName: "codec" } },
});
const [{ output }] = [built].flat();
const { decode, encode } = await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);

let seed = 1;
const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
const texts = ["", "a", "Réponse", "ar: \u0627\u0644", "\u{1F512}\u0000\u2028", "x".repeat(300)];
const longs = [0n, 1n, 127n, 128n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n - 1n];
const values = {
  [ScalarType.STRING]: () => texts[random(texts.length)],
  [ScalarType.BYTES]: () => Uint8Array.from({ length: random(5) }, () => random(256)),
  [ScalarType.BOOL]: () => random(2) === 1,
  [ScalarType.UINT32]: () => [0, 1, 127, 128, 16384, 4294967295][random(6)],
  [ScalarType.UINT64]: () => [...longs, 2n ** 64n - 1n][random(8)],
  [ScalarType.INT64]: () => [...longs, -1n, -(2n ** 63n)][random(9)],
};

function filled(type) {
  const out = {};
  const one = (field) => (field.message ? filled(field.message) : field.enum ? field.enum.values[random(field.enum.values.length)].number : values[field.scalar]());
  for (const member of type.members) {
    if (member.kind === "oneof") {
      const field = member.fields[random(member.fields.length + 1)];
      out[member.localName] = field ? { case: field.localName, value: one(field) } : { case: undefined };
    } else if (member.fieldKind === "list") out[member.localName] = Array.from({ length: random(3) }, () => one(member));
    else if (!(member.message || member.proto.proto3Optional) || random(2)) out[member.localName] = one(member);
  }
  return out;
}

// Theirs without what their library adds.
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, one]) => !name.startsWith("$") && (one !== undefined || name === "case")).map(([name, one]) => [name, plain(one)]));
}

const every = (types) => types.flatMap((type) => [type, ...every(type.nestedMessages)]);
const types = every(definition().getFile("valise/v1/desk.proto").messages);
let compared = 0, broken = 0;
for (const type of types) {
  const name = type.typeName.slice("valise.v1.".length).replaceAll(".", "_");
  for (let n = 0; n < 20; ++n) {
    const message = filled(type);
    const bytes = toBinary(type, create(type, message));
    assert.deepEqual(decode(name, bytes), message, `${name} read`);
    assert.deepEqual(plain(fromBinary(type, encode(name, message))), message, `${name} written`);
    compared += 1;
    for (let m = 0; m < 5 && bytes.length > 0; ++m) {
      const wrong = bytes.slice(0, random(2) ? bytes.length : random(bytes.length));
      if (wrong.length > 0) wrong[random(wrong.length)] ^= 1 << random(8);
      try {
        decode(name, wrong);
      } catch (error) {
        assert.match(String(error), /cut off|without end|unknown encoding/, `${name} broken`);
      }
      broken += 1;
    }
  }
}
// What another version might send is passed over.
assert.deepEqual(decode("DeskRetry", Uint8Array.of(0x7a, 1, 65, 0x08, 0xff, 1, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4)), {});
console.log(`codec: ${compared} messages of ${types.length} kinds both ways as protobuf's library has them, ${broken} broken ones end`);
