// Pictures of an editor have few colours that matter: with a palette of 256 they take a third of the room
// and look the same. Reads what Chromium writes: PNG with 8 bits for each of red, green and blue.
import assert from "node:assert/strict";
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS = 3;
const COLOURS = 256;

/** The picture `png` with a palette; a colour that isn't in it becomes the nearest that is. */
export function withPalette(png) {
  const chunks = [...chunksOf(png)];
  const header = Buffer.from(chunks.find(({ type }) => type === "IHDR").data);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  assert.deepEqual([...header.subarray(8)], [8, 2, 0, 0, 0], "8 bits, red-green-blue, not interlaced");
  const data = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const pixels = unfiltered(inflateSync(data), width * CHANNELS, height);
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += CHANNELS) {
    const colour = pixels.readUIntBE(at, CHANNELS);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const { palette, indices } = chosen(counts);
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const row = Math.floor(pixel / width);
    rows[pixel + row + 1] = indices.get(pixels.readUIntBE(pixel * CHANNELS, CHANNELS));
  }
  header[9] = 3;
  const table = Buffer.alloc(palette.length * CHANNELS);
  palette.forEach((colour, index) => table.writeUIntBE(colour, index * CHANNELS, CHANNELS));
  const made = [["IHDR", header], ["PLTE", table], ["IDAT", deflateSync(rows, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([SIGNATURE, ...made.map(([type, content]) => chunk(type, content))]);
}

function* chunksOf(png) {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function chunk(type, data) {
  const made = Buffer.alloc(data.length + 12);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, "latin1");
  data.copy(made, 8);
  made.writeUInt32BE(crc32(made.subarray(4, data.length + 8)), data.length + 8);
  return made;
}

/** Pixels, row after row, of which each byte is told by what stands to the left and above. */
function unfiltered(raw, stride, height) {
  const pixels = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x < CHANNELS ? 0 : pixels[at - CHANNELS];
      const above = row === 0 ? 0 : pixels[at - stride];
      const corner = x < CHANNELS || row === 0 ? 0 : pixels[at - stride - CHANNELS];
      const told = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      pixels[at] = raw[row * (stride + 1) + 1 + x] + told;
    }
  }
  return pixels;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}

/** One colour after the other: the one that is furthest from all that were taken, as often as it stands there. */
function chosen(counts) {
  const palette = [];
  const indices = new Map();
  const distances = new Map([...counts.keys()].map((colour) => [colour, Infinity]));
  while (palette.length < Math.min(COLOURS, counts.size)) {
    const [next] = [...distances].reduce((best, it) => (it[1] * counts.get(it[0]) > best[1] * counts.get(best[0]) ? it : best));
    for (const [colour, distance] of distances) {
      const toNext = between(next, colour);
      if (toNext < distance) {
        distances.set(colour, toNext);
        indices.set(colour, palette.length);
      }
    }
    palette.push(next);
  }
  return { palette, indices };
}

function between(one, other) {
  const part = (shift) => ((one >> shift) & 0xff) - ((other >> shift) & 0xff);
  return part(16) ** 2 + part(8) ** 2 + part(0) ** 2;
}
