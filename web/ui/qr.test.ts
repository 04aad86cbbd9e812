// The QR code says what was put in: published values of the standard, and a reader of our own that walks the other way.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorWords, formatBits, multiply, qrCode, versionBits, zigzag } from "./qr.ts";

it("error correction matches the published example of version 1-M", () => {
  const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  expect(errorWords(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
});

it("format and version information match the standard's tables", () => {
  const formats = [
    "101010000010010",
    "101000100100101",
    "101111001111100",
    "101101101001011",
    "100010111111001",
    "100000011001110",
    "100111110010111",
    "100101010100000",
  ];
  formats.forEach((bits, mask) => expect(formatBits(mask).toString(2)).toBe(bits));
  expect(versionBits(7).toString(2).padStart(18, "0")).toBe("000111110010010100");
  expect(versionBits(8).toString(2).padStart(18, "0")).toBe("001000010110111100");
});

it("multiplication in the field is the standard's", () => {
  expect(multiply(0x80, 2)).toBe(0x1d);
  expect(multiply(1, 173)).toBe(173);
  expect(multiply(0, 99)).toBe(0);
});

describe("what is drawn", () => {
  it.each([
    ["a", 21],
    ["otpauth://totp/Inlet:mira@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Inlet", 41],
    ["x".repeat(331), 69],
  ])("%s has the right size", (text, size) => {
    expect(qrCode(text)).toHaveLength(size);
  });

  it("has three finders and no fourth", () => {
    const code = qrCode("finders");
    const corner = (x: number, y: number) => [0, 1, 2, 3, 4, 5, 6].map((at) => (code[y]?.[x + at] === true ? "1" : "0")).join("");
    const far = code.length - 7;
    expect([corner(0, 3), corner(far, 3), corner(0, far + 3)]).toEqual(["1011101", "1011101", "1011101"]);
    expect(corner(far, far + 3)).not.toBe("1011101");
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }), (text) => {
        expect(read(qrCode(text))).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("a text that is too long is refused", () => {
    expect(() => qrCode("x".repeat(332))).toThrow(RangeError);
  });
});

// Block sizes as data words per block, by version; written out anew so that an error in the encoder's table shows.
const blockSizes: Record<number, number[]> = {
  1: [16],
  2: [28],
  3: [44],
  4: [32, 32],
  5: [43, 43],
  6: [27, 27, 27, 27],
  7: [31, 31, 31, 31],
  8: [38, 38, 39, 39],
  9: [36, 36, 36, 37, 37],
  10: [43, 43, 43, 43, 44],
  11: [50, 51, 51, 51, 51],
  12: [36, 36, 36, 36, 36, 36, 37, 37],
  13: [37, 37, 37, 37, 37, 37, 37, 37, 38],
};

function read(code: boolean[][]): string {
  const size = code.length;
  const version = (size - 17) / 4;
  const mask =
    [0, 1, 2, 3, 4, 5, 6, 7].find(
      (one) =>
        Array.from({ length: 6 }, (_, at) => code[at]?.[8] === true).every(
          (on, at) => on === (((formatBits(one) >> at) & 1) === 1),
        ) &&
        code[7]?.[8] === (((formatBits(one) >> 6) & 1) === 1) &&
        code[8]?.[8] === (((formatBits(one) >> 7) & 1) === 1) &&
        code[8]?.[7] === (((formatBits(one) >> 8) & 1) === 1) &&
        code[8]?.[5] === (((formatBits(one) >> 9) & 1) === 1) &&
        code[8]?.[4] === (((formatBits(one) >> 10) & 1) === 1) &&
        code[8]?.[3] === (((formatBits(one) >> 11) & 1) === 1),
    ) ?? -1;
  const flip = [
    (i: number, j: number) => (i + j) % 2,
    (i: number) => i % 2,
    (_: number, j: number) => j % 3,
    (i: number, j: number) => (i + j) % 3,
    (i: number, j: number) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2,
    (i: number, j: number) => ((i * j) % 2) + ((i * j) % 3),
    (i: number, j: number) => (((i * j) % 2) + ((i * j) % 3)) % 2,
    (i: number, j: number) => (((i * j) % 3) + ((i + j) % 2)) % 2,
  ][mask]!;
  const middle = version >= 7 ? [6, (4 * version + 16) / 2, 4 * version + 10] : version === 1 ? [] : [6, 4 * version + 10];
  const isFixed = (x: number, y: number) =>
    x === 6 ||
    y === 6 ||
    (x < 9 && y < 9) ||
    (x < 9 && y >= size - 8) ||
    (x >= size - 8 && y < 9) ||
    (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) ||
    middle.some((cx) =>
      middle.some(
        (cy) =>
          Math.abs(x - cx) <= 2 &&
          Math.abs(y - cy) <= 2 &&
          !(cx < 9 && cy < 9) &&
          !(cx < 9 && cy > size - 9) &&
          !(cx > size - 9 && cy < 9),
      ),
    );
  const bits = [...zigzag(size)]
    .filter(([x, y]) => !isFixed(x, y))
    .map(([x, y]) => (code[y]![x]! !== (flip(y, x) === 0) ? 1 : 0));
  const words = Array.from({ length: bits.length >> 3 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce<number>((word, bit) => word * 2 + bit, 0),
  );
  const sizes = blockSizes[version]!;
  const blocks: number[][] = sizes.map(() => []);
  let at = 0;
  for (let column = 0; column < Math.max(...sizes); column++)
    sizes.forEach((length, block) => column < length && blocks[block]!.push(words[at++]!));
  const errorCount = (words.length - at) / sizes.length;
  expect(
    blocks.map((block, n) => errorWords(block, errorCount).every((word, k) => word === words[at + k * sizes.length + n])),
  ).not.toContain(false);
  const stream = blocks
    .flat()
    .map((word) => word.toString(2).padStart(8, "0"))
    .join("");
  const head = version < 10 ? 12 : 20;
  const length = Number.parseInt(stream.slice(4, head), 2);
  return new TextDecoder().decode(
    Uint8Array.from({ length }, (_, n) => Number.parseInt(stream.slice(head + n * 8, head + n * 8 + 8), 2)),
  );
}
