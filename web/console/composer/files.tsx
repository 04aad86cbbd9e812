// The files that go along: chosen, on their way, kept or refused, each to be taken off again.
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconFile, IconPhoto, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Upload } from "#contract/uploads.ts";
import { explain } from "../../api.ts";
import { bytes } from "../../ui/time.ts";
import styles from "./files.module.css";
import { mostBytes, uploadFile } from "./uploads.ts";

export interface ChosenFile {
  key: string;
  name: string;
  size: number;
  /** How much of it is there: 0 to 1. */
  part: number;
  upload: Upload | null;
  trouble: string | null;
  /** It stands within the text; only its way there is shown. */
  isPicture: boolean;
}

export interface Files {
  list: readonly ChosenFile[];
  /** Kept ones beside the text. */
  uploads: Upload[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  /** Keeps a picture for the text; `place` puts it there, and is not called where it could not be kept. */
  addPicture: (file: File, place: (upload: Upload) => void) => void;
  remove: (key: string) => void;
}

export function useFiles(initial: readonly Upload[], changed: (uploads: Upload[]) => void): Files {
  const [list, setList] = useState<readonly ChosenFile[]>(() => initial.map(keptFile));
  const aborts = useRef(new Map<string, AbortController>());
  const serial = useRef(0);
  const latest = useRef(list);
  latest.current = list;
  const update = (next: (before: readonly ChosenFile[]) => readonly ChosenFile[]) => {
    const before = latest.current;
    latest.current = next(before);
    setList(latest.current);
    const uploads = uploadsOf(latest.current);
    if (
      uploads.map(({ id }) => id).join() !==
      uploadsOf(before)
        .map(({ id }) => id)
        .join()
    )
      changed(uploads);
  };
  const change = (key: string, what: Partial<ChosenFile>) =>
    update((before) => before.map((one) => (one.key === key ? { ...one, ...what } : one)));

  const begin = async (file: File, place: ((upload: Upload) => void) | null): Promise<void> => {
    const key = `file-${++serial.current}`;
    const sum = latest.current.reduce((all, one) => all + (one.trouble === null ? one.size : 0), 0);
    const isPicture = place !== null;
    const chosen: ChosenFile = { key, name: file.name, size: file.size, part: 0, upload: null, trouble: null, isPicture };
    const trouble = troubleWith(file, sum);
    update((before) => [...before, { ...chosen, trouble }]);
    if (trouble !== null) return;
    const abort = new AbortController();
    aborts.current.set(key, abort);
    try {
      const upload = await uploadFile(file, (part) => change(key, { part }), abort.signal);
      if (place === null) return change(key, { upload, part: 1 });
      // In the text before it is off the list: whoever waits for the list to be done sends the picture too.
      place(upload);
      update((before) => before.filter((one) => one.key !== key));
    } catch (error) {
      if (!abort.signal.aborted) change(key, { trouble: explain(error).detail });
    } finally {
      aborts.current.delete(key);
    }
  };

  // Closed in the middle of an upload: nobody waits for it.
  useEffect(() => {
    const running = aborts.current;
    return () => {
      for (const abort of running.values()) abort.abort();
    };
  }, []);

  return {
    list,
    uploads: uploadsOf(list),
    busy: list.some(isOnItsWay),
    add: (files) => {
      for (const file of files) void begin(file, null);
    },
    addPicture: (file, place) => void begin(file, place),
    remove: (key) => {
      aborts.current.get(key)?.abort();
      update((before) => before.filter((one) => one.key !== key));
    },
  };
}

export function isOnItsWay({ upload, trouble }: ChosenFile): boolean {
  return upload === null && trouble === null;
}

export function FileList({ files }: { files: Files }) {
  if (files.list.length === 0) return null;
  return (
    <ul className={styles.files} aria-label="Files that go along">
      {files.list.map((file) => (
        <li key={file.key} className={styles.file} data-trouble={file.trouble === null ? undefined : ""}>
          {file.trouble !== null ? (
            <IconAlertTriangle size={16} stroke={1.7} aria-hidden="true" />
          ) : file.isPicture ? (
            <IconPhoto size={16} stroke={1.7} aria-hidden="true" />
          ) : (
            <IconFile size={16} stroke={1.7} aria-hidden="true" />
          )}
          <span className={styles.fileWords}>
            <span className="clip">{file.name}</span>
            <small role={file.trouble === null ? undefined : "alert"}>{file.trouble ?? bytes(file.size)}</small>
          </span>
          <ActionIcon size={24} aria-label={`Take ${file.name} off`} onClick={() => files.remove(file.key)}>
            <IconX size={14} />
          </ActionIcon>
          {isOnItsWay(file) ? (
            <progress className={styles.progress} max={1} value={file.part} aria-label={`${file.name} is on its way`} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function troubleWith(file: File, bytesBefore: number): string | null {
  if (file.size === 0) return "It is empty.";
  if (bytesBefore + file.size <= mostBytes) return null;
  return `Too much: all files together may have ${bytes(mostBytes)}. Share it by a link instead.`;
}

function keptFile(upload: Upload): ChosenFile {
  return { key: upload.id, name: upload.name, size: upload.size, part: 1, upload, trouble: null, isPicture: false };
}

function uploadsOf(list: readonly ChosenFile[]): Upload[] {
  return list.flatMap((one) => (one.upload === null ? [] : [one.upload]));
}
