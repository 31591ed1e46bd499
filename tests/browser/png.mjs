// Pictures for tests, without a library.
import { deflateSync } from "node:zlib";

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; ++bit) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name), content]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), 4 + body.length);
  return out;
}
// png gives a picture: of one colour, or of the rows that are given, each a 0 and three bytes a pixel, deflated.
export function png(width, height, rows = deflateSync(Buffer.alloc(height * (3 * width + 1), 90))) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}
