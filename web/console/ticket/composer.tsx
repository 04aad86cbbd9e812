// Where the reply will be written: docked, and honest about what it waits for.
import { IconSend2 } from "@tabler/icons-react";
import type { Ticket } from "#contract/tickets.ts";
import { CopyIcon } from "../../ui/copy.tsx";
import styles from "./ticket.module.css";

export function Composer({ ticket }: { ticket: Ticket }) {
  const address = ticket.requester.email;
  return (
    <footer className={styles.composer} aria-label="Reply">
      <IconSend2 size={20} stroke={1.6} aria-hidden="true" />
      <div className={styles.composerWords}>
        <strong>Replies come with a sending domain</strong>
        <span>
          Inlet will answer from your own address once it has a domain it may send for. Until then, answer{" "}
          {address === null ? "the customer" : <span className={styles.address}>{address}</span>} from your mail program, and keep
          your public address in copy so that their next mail lands here.
        </span>
      </div>
      {address === null ? null : <CopyIcon value={address} label="Copy the requester's address" />}
    </footer>
  );
}
