// Whether there is room left: below the reserve nothing new is accepted, so that what was accepted can be finished.
import { statfs } from "node:fs/promises";

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

const gigabyte = 1_000_000_000;

/** Free and total space of the file system that holds a directory, as an ordinary user may use it. */
export async function readDiskSpace(directory: string): Promise<DiskSpace> {
  const found = await statfs(directory);
  return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

/** The reserve: 5 % of the disk, or 1 GB where 5 % would be more than that. */
export function reserveOf(totalBytes: number): number {
  return Math.min(totalBytes * 0.05, gigabyte);
}

export function isLow(space: DiskSpace): boolean {
  return space.freeBytes < reserveOf(space.totalBytes);
}
