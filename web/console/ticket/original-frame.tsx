// The sender's own formatting, in a frame that can run nothing, read nothing and load nothing.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Message } from "#contract/messages.ts";
import { addressOf } from "../../api.ts";
import styles from "./message.module.css";

/**
 * No scripts and an origin of its own, so nobody can measure the document from here: the frame has a sensible height and a handle to
 * drag. A link opens in a tab of its own, out of the sandbox.
 */
export function OriginalFrame({ message }: { message: Message }) {
  const [pictures, setPictures] = useState(false);
  return (
    <div className={styles.original}>
      <div className={styles.paper}>
        <iframe
          key={String(pictures)}
          className={styles.frame}
          title={`Message from ${message.author.address}, as its sender formatted it`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          loading="lazy"
          src={addressOf(`/messages/${message.id}/html`, pictures ? { remoteImages: "show" } : {})}
        />
      </div>
      {pictures ? null : (
        <p className={styles.pictures}>
          Pictures from other servers stay off: loading them tells the sender that you read this.{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => setPictures(true)}>
            Load them once
          </Button>
        </p>
      )}
    </div>
  );
}
