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
      <div className={styles.paper} style={{ height: `${likelyHeight(message)}rem` }}>
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

// A guess from the text: short mail gets a short frame, long mail and mail with pictures a tall one. In rem.
function likelyHeight(message: Message): number {
  const lines = message.text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 70), 0);
  const pictures = message.attachments.filter((attachment) => attachment.disposition === "inline" && attachment.isImage).length;
  return Math.min(36, Math.max(12, 4 + lines * 1.5 + pictures * 12));
}
