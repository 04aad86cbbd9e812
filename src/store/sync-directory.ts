// Makes names last: a file that was made or renamed is found after a power cut only when its directory was synced.
import { open } from "node:fs/promises";

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
