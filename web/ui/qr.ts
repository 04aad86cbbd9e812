// A QR code (ISO/IEC 18004) for the otpauth link: byte mode, error correction M, versions 1 to 13 (331 bytes). Pure.

/** Rows of modules, true is dark, without the quiet zone. Throws a RangeError when the text is longer than 331 bytes in UTF-8. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const words = interleaved(version, dataWords(version, bytes));
  const plain = drawFunctionPatterns(version);
  const masked = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => drawData(plain, words, mask));
  const best = masked.reduce((one, other) => (penalty(other) < penalty(one) ? other : one));
  return best.dark;
}

// ISO/IEC 18004 table 9, level M: error words of a block, then how many blocks of how many data words.
const blocksOf: readonly (readonly [number, readonly (readonly [number, number])[]])[] = [
  [10, [[1, 16]]],
  [16, [[1, 28]]],
  [26, [[1, 44]]],
  [18, [[2, 32]]],
  [24, [[2, 43]]],
  [16, [[4, 27]]],
  [18, [[4, 31]]],
  [
    22,
    [
      [2, 38],
      [2, 39],
    ],
  ],
  [
    22,
    [
      [3, 36],
      [2, 37],
    ],
  ],
  [
    26,
    [
      [4, 43],
      [1, 44],
    ],
  ],
  [
    30,
    [
      [1, 50],
      [4, 51],
    ],
  ],
  [
    22,
    [
      [6, 36],
      [2, 37],
    ],
  ],
  [
    22,
    [
      [8, 37],
      [1, 38],
    ],
  ],
];

interface Grid {
  dark: boolean[][];
  /** Modules of finder, timing, alignment, format and version: not for data. */
  fixed: boolean[][];
}

const layout = (version: number) => blocksOf[version - 1] as (typeof blocksOf)[number];
const capacity = (version: number) => layout(version)[1].reduce((sum, [count, size]) => sum + count * size, 0);
const lengthBits = (version: number) => (version < 10 ? 8 : 16);

function versionFor(length: number): number {
  for (let version = 1; version <= blocksOf.length; version++) {
    if (4 + lengthBits(version) + 8 * length <= 8 * capacity(version)) return version;
  }
  throw new RangeError("The text is too long for a QR code of this size.");
}

function dataWords(version: number, bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  const room = 8 * capacity(version);
  put(0, Math.min(4, room - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((word, bit) => word * 2 + bit, 0),
  );
  for (let pad = 0xec; words.length < capacity(version); pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved(version: number, data: number[]): number[] {
  const [errorCount, groups] = layout(version);
  const blocks: number[][] = [];
  let from = 0;
  for (const [count, size] of groups) for (let n = 0; n < count; n++, from += size) blocks.push(data.slice(from, from + size));
  const errors = blocks.map((block) => errorWords(block, errorCount));
  return [...columns(blocks), ...columns(errors)];
}

function columns(blocks: readonly number[][]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, at) => blocks.map((block) => block[at]).filter((word) => word !== undefined)).flat();
}

/** Reed–Solomon over GF(256) with the polynomial 0x11d. */
export function errorWords(data: readonly number[], count: number): number[] {
  const generator = generatorOf(count);
  const rest = [...data, ...Array<number>(count).fill(0)];
  for (let at = 0; at < data.length; at++) {
    const factor = rest[at] ?? 0;
    generator.forEach((coefficient, offset) => {
      rest[at + offset] = (rest[at + offset] ?? 0) ^ multiply(coefficient, factor);
    });
  }
  return rest.slice(data.length);
}

function generatorOf(count: number): number[] {
  let polynomial = [1];
  let root = 1;
  for (let n = 0; n < count; n++) {
    const next = [...polynomial, 0];
    polynomial.forEach((coefficient, at) => {
      next[at + 1] = (next[at + 1] ?? 0) ^ multiply(coefficient, root);
    });
    polynomial = next;
    root = multiply(root, 2);
  }
  return polynomial;
}

export function multiply(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

function drawFunctionPatterns(version: number): Grid {
  const size = 17 + 4 * version;
  const grid: Grid = { dark: square(size), fixed: square(size) };
  const set = (x: number, y: number, dark: boolean) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    (grid.dark[y] as boolean[])[x] = dark;
    (grid.fixed[y] as boolean[])[x] = true;
  };
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    around(4, (dx, dy, ring) => set(x + dx, y + dy, ring !== 2 && ring !== 4));
  const centres = alignmentOf(version);
  const last = centres.length - 1;
  centres.forEach((y, row) => {
    centres.forEach((x, column) => {
      const onFinder = (row === 0 && column === 0) || (row === 0 && column === last) || (row === last && column === 0);
      if (!onFinder) around(2, (dx, dy, ring) => set(x + dx, y + dy, ring !== 1));
    });
  });
  drawFormat(size, set, 0);
  if (version >= 7) drawVersion(version, size, set);
  return grid;
}

function alignmentOf(version: number): number[] {
  if (version === 1) return [];
  const last = 4 * version + 10;
  return version < 7 ? [6, last] : [6, (last + 6) / 2, last];
}

type Set = (x: number, y: number, dark: boolean) => void;

function drawFormat(size: number, set: Set, mask: number): void {
  const bits = formatBits(mask);
  const bit = (at: number) => ((bits >> at) & 1) === 1;
  for (let at = 0; at <= 5; at++) set(8, at, bit(at));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let at = 9; at < 15; at++) set(14 - at, 8, bit(at));
  for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bit(at));
  for (let at = 8; at < 15; at++) set(8, size - 15 + at, bit(at));
  set(8, size - 8, true);
}

/** Level M is 00; the BCH remainder of 0x537, masked by 0x5412 (§7.9). */
export function formatBits(mask: number): number {
  let rest = mask;
  for (let n = 0; n < 10; n++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  return ((mask << 10) | rest) ^ 0x5412;
}

/** The BCH remainder of 0x1f25 (§7.10). */
export function versionBits(version: number): number {
  let rest = version;
  for (let n = 0; n < 12; n++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  return (version << 12) | rest;
}

function drawVersion(version: number, size: number, set: Set): void {
  const bits = versionBits(version);
  for (let at = 0; at < 18; at++) {
    const dark = ((bits >> at) & 1) === 1;
    const far = size - 11 + (at % 3);
    const near = Math.floor(at / 3);
    set(far, near, dark);
    set(near, far, dark);
  }
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function drawData(plain: Grid, words: readonly number[], mask: number): Grid {
  const size = plain.dark.length;
  const dark = plain.dark.map((row) => [...row]);
  const flips = masks[mask] as (x: number, y: number) => boolean;
  let at = 0;
  for (const [x, y] of zigzag(size)) {
    if (plain.fixed[y]?.[x] === true) continue;
    const bit = (((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
    (dark[y] as boolean[])[x] = bit !== flips(x, y);
    at++;
  }
  drawFormat(size, (x, y, on) => ((dark[y] as boolean[])[x] = on), mask);
  return { dark, fixed: plain.fixed };
}

/** Two columns at a time from the right, upwards and downwards in turn, around the timing column (§7.7.3). */
export function* zigzag(size: number): Generator<readonly [number, number]> {
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const upwards = ((right + 1) & 2) === 0;
      const y = upwards ? size - 1 - step : step;
      yield [right, y];
      yield [right - 1, y];
    }
  }
}

// §7.8.3: runs, blocks, finder look-alikes, and an uneven share of dark.
function penalty({ dark }: Grid): number {
  const size = dark.length;
  const lines = [...dark, ...dark.map((_, x) => dark.map((row) => row[x] === true))].map((line) =>
    line.map((on) => (on ? "1" : "0")).join(""),
  );
  let points = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    points += 40 * ((line.match(/(?=10111010000)/g)?.length ?? 0) + (line.match(/(?=00001011101)/g)?.length ?? 0));
  }
  for (let y = 0; y < size - 1; y++) {
    for (let x = 0; x < size - 1; x++) {
      const on = dark[y]?.[x];
      if (on === dark[y]?.[x + 1] && on === dark[y + 1]?.[x] && on === dark[y + 1]?.[x + 1]) points += 3;
    }
  }
  const share = dark.flat().filter(Boolean).length / (size * size);
  return points + 10 * Math.floor(Math.abs(share * 100 - 50) / 5);
}

function around(reach: number, visit: (dx: number, dy: number, ring: number) => void): void {
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) visit(dx, dy, Math.max(Math.abs(dx), Math.abs(dy)));
}

function square(size: number): boolean[][] {
  return Array.from({ length: size }, () => Array<boolean>(size).fill(false));
}
