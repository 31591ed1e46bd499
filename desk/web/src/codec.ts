// The contract's messages to bytes and back: protobuf's encoding of what desk.proto uses of it, driven by the generated table of
// fields. It knows varints, texts, bytes and messages; scripts/contract.mjs refuses a definition with anything else, and
// scripts/codec.mjs compares it with protobuf's own library.
import { fields, type Types } from "./contract/desk";

export type Name = keyof Types;
// Given: a message of which fields may be left out; they have their default.
export type Given<T> = T extends Uint8Array ? Uint8Array : T extends (infer Item)[] ? Given<Item>[] : T extends { case: infer Case; value: infer Value } ? { case: Case; value: Given<Value> } : T extends object ? { [Key in keyof T]?: Given<T[Key]> | undefined } : T;

interface Field {
  number: number;
  name: string;
  kind: string; // s text, y bytes, b yes or no, u number, l and i long number without and with sign, or the name of a message
  list: boolean;
  optional: boolean;
  choice: string; // of which it is one
}
type Loose = Record<string, unknown>;
type Choice = { case: string | undefined; value?: unknown };

const tables = new Map<string, Field[]>();
function fieldsOf(name: string): Field[] {
  let found = tables.get(name);
  if (found) return found;
  let last = 0;
  found = [...fields[name as Name].matchAll(/(?:(\d+)=)?(\w+):(\w+)([*?@]?)(\w*)/g)].map(([, number, field = "", kind = "", mark, choice = ""]) => {
    last = number ? Number(number) : last + 1;
    return { number: last, name: field, kind, list: mark === "*", optional: mark === "?", choice };
  });
  tables.set(name, found);
  return found;
}

const isMessage = (kind: string): boolean => kind.length > 1;
const isNumber = (kind: string): boolean => "buli".includes(kind);

// ---- reading ----

const decoder = new TextDecoder();

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  #byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error("cut off");
    return byte;
  }
  // long gives up to 64 bits; number the lowest 32 of them.
  long(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error("a number without end");
  }
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new Error("a number without end");
  }
  part(size = this.number()): Uint8Array {
    if (size > this.bytes.length - this.at) throw new Error("cut off");
    return this.bytes.subarray(this.at, (this.at += size));
  }
  skip(wire: number): void {
    if (wire === 0) this.long();
    else if (wire === 1) this.part(8);
    else if (wire === 2) this.part();
    else if (wire === 5) this.part(4);
    else throw new Error("unknown encoding");
  }
  value(kind: string): unknown {
    if (kind === "s") return decoder.decode(this.part());
    if (kind === "y") return this.part().slice();
    if (kind === "b") return this.long() !== 0n;
    if (kind === "u") return this.number();
    if (kind === "l") return this.long();
    if (kind === "i") return BigInt.asIntN(64, this.long());
    return decode(kind as Name, this.part());
  }
}

const defaults: Record<string, unknown> = { s: "", y: new Uint8Array(), b: false, u: 0, l: 0n, i: 0n };
function empty(name: string): Loose {
  const out: Loose = {};
  for (const { name: field, kind, list, optional, choice } of fieldsOf(name)) {
    if (choice) out[choice] = { case: undefined };
    else if (list) out[field] = [];
    else if (!optional && !isMessage(kind)) out[field] = defaults[kind];
  }
  return out;
}

export function decode<N extends Name>(name: N, bytes: Uint8Array): Types[N] {
  const reader = new Reader(bytes);
  const out = empty(name);
  while (reader.at < bytes.length) {
    const tag = reader.number();
    const field = fieldsOf(name).find((one) => one.number === tag >>> 3);
    if (!field || (tag & 7) !== (isNumber(field.kind) ? 0 : 2)) {
      reader.skip(tag & 7); // of another version: there is none, but nothing breaks
      continue;
    }
    const value = reader.value(field.kind);
    if (field.choice) out[field.choice] = { case: field.name, value };
    else if (field.list) (out[field.name] as unknown[]).push(value);
    else out[field.name] = value;
  }
  return out as unknown as Types[N];
}

// ---- writing ----

const encoder = new TextEncoder();

function putNumber(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  out.push(Number(rest));
}

function put(out: number[], { number, kind }: Field, value: unknown): void {
  putNumber(out, BigInt(number * 8 + (isNumber(kind) ? 0 : 2)));
  if (isNumber(kind)) return putNumber(out, BigInt(value as bigint | number | boolean));
  const bytes = kind === "s" ? encoder.encode(value as string) : kind === "y" ? (value as Uint8Array) : encode(kind as Name, value as Loose);
  putNumber(out, BigInt(bytes.length));
  for (const byte of bytes) out.push(byte);
}

const isDefault = (value: unknown): boolean => value === "" || value === false || value === 0 || value === 0n || (value instanceof Uint8Array && value.length === 0);

export function encode<N extends Name>(name: N, message: Given<Types[N]>): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  const given = message as Loose;
  for (const field of fieldsOf(name)) {
    const chosen = field.choice ? (given[field.choice] as Choice | undefined) : undefined;
    const value = field.choice ? (chosen?.case === field.name ? chosen.value : undefined) : given[field.name];
    if (value === undefined) continue;
    if (field.list) for (const one of value as unknown[]) put(out, field, one);
    else if (field.choice || field.optional || !isDefault(value)) put(out, field, value);
  }
  return new Uint8Array(out);
}
