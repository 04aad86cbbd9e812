// What stands around the text: answer or note, files and canned replies, the signature and the quoted history below.
import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconMessageBolt, IconPaperclip } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import type { CannedReply } from "#contract/canned-replies.ts";
import type { RecipientCheck } from "#contract/replies.ts";
import { count } from "../../ui/time.ts";
import { spelled } from "./addresses.ts";
import styles from "./trimmings.module.css";
import { ticketSignatureQuery } from "./queries.ts";
import type { Answer } from "./use-answer.ts";

export function ModeSwitch(props: { internal: boolean; change: (internal: boolean) => void; close: () => void }) {
  return (
    <div className={styles.modes}>
      <div role="group" aria-label="What you write" className={styles.modeGroup}>
        <UnstyledButton className={styles.mode} aria-pressed={!props.internal} onClick={() => props.change(false)}>
          Answer
        </UnstyledButton>
        <UnstyledButton className={styles.mode} aria-pressed={props.internal} onClick={() => props.change(true)}>
          Note
        </UnstyledButton>
      </div>
      {props.internal ? <span className={styles.noteWords}>Only you and your colleagues see this.</span> : null}
      <ActionIcon size={28} className={styles.toEnd} aria-label="Put it away" title="Put it away (Esc)" onClick={props.close}>
        <IconChevronDown size={18} />
      </ActionIcon>
    </div>
  );
}

export function Tools(props: {
  replies: readonly CannedReply[];
  insert: (id: string) => void;
  attach: (files: readonly File[]) => void;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  return (
    <>
      <span className={styles.divider} aria-hidden="true" />
      <ActionIcon
        size={30}
        tabIndex={-1}
        aria-label="Attach files"
        title="Attach files: choose, drop or paste them"
        onClick={() => chooser.current?.click()}
      >
        <IconPaperclip size={17} stroke={1.7} />
      </ActionIcon>
      <Menu position="top-start" width={280}>
        <Menu.Target>
          <ActionIcon size={30} tabIndex={-1} aria-label="Canned replies" title="Canned replies (/)">
            <IconMessageBolt size={17} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown className={styles.cannedMenu}>
          {props.replies.map((reply) => (
            <Menu.Item key={reply.id} onClick={() => props.insert(reply.id)}>
              {reply.name}
            </Menu.Item>
          ))}
          {props.replies.length === 0 ? <Menu.Label>No canned replies yet.</Menu.Label> : <Menu.Divider />}
          <Menu.Item onClick={() => void navigate({ to: "/settings/$part", params: { part: "canned-replies" } })}>
            Write and change them
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={(event) => {
          props.attach([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** Below the text: the signatures as readers get them, and the earlier messages. */
export function Below({ ticketId, answer, check }: { ticketId: string; answer: Answer; check: RecipientCheck | undefined }) {
  const signature = useQuery(ticketSignatureQuery(ticketId)).data?.text.trim() ?? "";
  const messages = check?.quote.messages ?? 0;
  const notFor = check?.quote.notQuotedFor ?? [];
  return (
    <div className={styles.below}>
      {signature === "" || !answer.signature ? null : (
        <div className={styles.signature}>
          <span className={styles.signatureText}>{`-- \n${signature}`}</span>
          <UnstyledButton className={styles.quote} onClick={() => answer.change({ signature: false })}>
            Leave the signature out
          </UnstyledButton>
        </div>
      )}
      <div className={styles.belowActs}>
        <UnstyledButton
          className={styles.quote}
          aria-pressed={answer.quote}
          title="Whether the earlier messages stand below your answer"
          onClick={() => answer.change({ quote: !answer.quote })}
        >
          <span aria-hidden="true">•••</span> {answer.quote ? "Earlier messages go along" : "Quote the earlier messages"}
        </UnstyledButton>
        {signature !== "" && !answer.signature ? (
          <UnstyledButton className={styles.quote} onClick={() => answer.change({ signature: true })}>
            Put the signature back
          </UnstyledButton>
        ) : null}
        {!answer.quote || check === undefined ? null : (
          <span>
            {messages === 0 ? "There is none that every reader knows." : `${count(messages, "message")} that every reader knows.`}
            {notFor.length === 0 ? "" : ` Some are left out: ${notFor.map(spelled).join(", ")} was not on them.`}
          </span>
        )}
      </div>
    </div>
  );
}
