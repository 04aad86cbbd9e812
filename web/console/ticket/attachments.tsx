// The files of a message: pictures to look at, the rest to fetch, and what was not kept with its reason.
import { IconFile, IconFileOff } from "@tabler/icons-react";
import type { Attachment } from "#contract/messages.ts";
import { addressOf } from "../../api.ts";
import { bytes } from "../../ui/time.ts";
import { refusedWords } from "../../ui/words.ts";
import styles from "./message.module.css";

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.files} aria-label="Attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {attachment.refusedBecause !== null ? (
            <span className={styles.file} data-refused>
              <IconFileOff size={18} stroke={1.6} aria-hidden="true" />
              <span className={styles.fileWords}>
                <span className="clip">{attachment.name}</span>
                <small>
                  {bytes(attachment.size)} · {refusedWords[attachment.refusedBecause]}
                </small>
              </span>
            </span>
          ) : (
            <a
              className={styles.file}
              href={addressOf(`/attachments/${attachment.id}`)}
              target="_blank"
              rel="noopener noreferrer"
            >
              {attachment.isImage ? (
                <img className={styles.thumb} src={addressOf(`/attachments/${attachment.id}`)} alt="" loading="lazy" />
              ) : (
                <IconFile size={18} stroke={1.6} aria-hidden="true" />
              )}
              <span className={styles.fileWords}>
                <span className="clip">{attachment.name}</span>
                <small>{bytes(attachment.size)}</small>
              </span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
