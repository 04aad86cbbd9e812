// The old Unix encoding of files into lines of text (POSIX uuencode): a length character and groups of four, between `begin` and `end`.

/** Decodes the lines between `begin` and `end`, or all of them where there is neither; lines cut short give what they have. */
export function decodeUu(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length);
  let length = 0;
  for (const line of body.toString("latin1").split("\n")) {
    const trimmed = line.trimEnd();
    if (trimmed === "" || trimmed === "`" || /^begin [0-7]{3,4} /.test(line.slice(0, 12))) continue;
    if (trimmed === "end") break;
    length = decodeLine(line, out, length);
  }
  return out.subarray(0, length);
}

function decodeLine(line: string, out: Buffer, from: number): number {
  const count = (line.charCodeAt(0) - 32) & 63;
  const sextet = (at: number) => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
  let length = from;
  // What the line does not have is not made up.
  const end = Math.min(from + count, out.length);
  for (let at = 1; length < end && at < line.length; at += 4) {
    const group = (sextet(at) << 18) | (sextet(at + 1) << 12) | (sextet(at + 2) << 6) | sextet(at + 3);
    for (let shift = 16; shift >= 0 && length < end; shift -= 8) out[length++] = (group >> shift) & 255;
  }
  return length;
}

/**
 * Whether the line can be one of a file encoded so: its first character tells how many follow. Editors cut trailing blanks, and
 * some encoders add a checksum character.
 */
export function isUuLine(line: string): boolean {
  const code = line.charCodeAt(0);
  if (code < 32 || code > 96) return false;
  const count = (code - 32) & 63;
  const needed = Math.ceil(count / 3) * 4;
  if (count === 0) return line.length <= 2;
  let damaged = 0;
  for (let at = 1; at < line.length; at += 1) {
    const character = line.charCodeAt(at);
    // Gateways changed single signs to others outside ASCII: the file is damaged, and still no text.
    if (character > 127) damaged += 1;
    else if (character < 32 || character > 96) return false;
  }
  return line.length - 1 <= needed + 2 + damaged && line.length - 1 >= Math.ceil((count * 4) / 3) * 0.5;
}
