// Words of a request line, and the forms in which MLS objects cross it.
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls"

export const hex = (bytes) => (bytes.length === 0 ? "-" : Buffer.from(bytes).toString("hex"))

export function parseHex(word) {
  if (word === "-") return new Uint8Array()
  if (!/^([0-9a-fA-F]{2})+$/.test(word)) throw new Error("an argument is not readable")
  return new Uint8Array(Buffer.from(word, "hex"))
}

function parseNumber(word) {
  if (!/^[0-9]{1,9}$/.test(word)) throw new Error("an argument is not readable")
  return Number(word)
}

// Arguments are read in order; `finish` wants none to be left. What is missing or not readable throws.
export class Arguments {
  #words
  constructor(words) {
    this.#words = words
  }
  more() {
    return this.#words.length > 0
  }
  word() {
    if (!this.more()) throw new Error("an argument is missing")
    return this.#words.shift()
  }
  bytes() {
    return parseHex(this.word())
  }
  number() {
    return parseNumber(this.word())
  }
  finish() {
    if (this.more()) throw new Error("too many arguments")
  }
}

// decodeAll wants the decoder to use up all bytes.
export function decodeAll(decoder, bytes) {
  const decoded = decoder(bytes, 0)
  if (decoded === undefined || decoded[1] !== bytes.length) throw new Error("malformed")
  return decoded[0]
}

const contents = {
  mls_public_message: "publicMessage",
  mls_private_message: "privateMessage",
  mls_welcome: "welcome",
  mls_group_info: "groupInfo",
  mls_key_package: "keyPackage",
}

// fromMessage unwraps an MLSMessage of one kind; toMessage wraps.
export function fromMessage(wireformat, bytes) {
  const message = decodeAll(decodeMlsMessage, bytes)
  if (message.wireformat !== wireformat) throw new Error("another kind of message")
  return message[contents[wireformat]]
}
export const toMessage = (wireformat, content) =>
  encodeMlsMessage({ version: "mls10", wireformat, [contents[wireformat]]: content })
