// What stands around the text: answer or note, files and canned replies, the signature and the quoted history below.
import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconMessageBolt, IconPaperclip } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import type { CannedReply } from "#contract/canned-replies.ts";
import type { RecipientCheck } from "#contract/replies.ts";
import type { Ticket } from "#contract/tickets.ts";
import { count } from "../../ui/time.ts";
import { spelled } from "./addresses.ts";
import styles from "./composer.module.css";
import { signatureQuery } from "./queries.ts";

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
        className={styles.format}
        aria-label="Attach files"
        title="Attach files: choose, drop or paste them"
        onClick={() => chooser.current?.click()}
      >
        <IconPaperclip size={17} stroke={1.7} />
      </ActionIcon>
      <Menu position="top-start" width={280}>
        <Menu.Target>
          <ActionIcon size={30} tabIndex={-1} className={styles.format} aria-label="Canned replies" title="Canned replies (/)">
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

export function Below(props: {
  ticket: Ticket;
  check: RecipientCheck | undefined;
  quote: boolean;
  setQuote: (quote: boolean) => void;
  signature: boolean;
  setSignature: (signature: boolean) => void;
}) {
  const text = useQuery(signatureQuery).data?.text.trim() ?? "";
  const messages = props.check?.quote.messages ?? 0;
  const notFor = props.check?.quote.notQuotedFor ?? [];
  return (
    <div className={styles.below}>
      {text === "" || !props.signature ? null : (
        <div className={styles.signature}>
          <span className={styles.signatureText}>{text}</span>
          <UnstyledButton className={styles.quote} onClick={() => props.setSignature(false)}>
            Leave the signature out
          </UnstyledButton>
        </div>
      )}
      <div className={styles.belowActs}>
        <UnstyledButton
          className={styles.quote}
          aria-pressed={props.quote}
          title="Whether the earlier messages stand below your answer"
          onClick={() => props.setQuote(!props.quote)}
        >
          <span aria-hidden="true">•••</span> {props.quote ? "Earlier messages go along" : "Quote the earlier messages"}
        </UnstyledButton>
        {text !== "" && !props.signature ? (
          <UnstyledButton className={styles.quote} onClick={() => props.setSignature(true)}>
            Put the signature back
          </UnstyledButton>
        ) : null}
        {!props.quote || props.check === undefined ? null : (
          <span className={styles.quoteWords}>
            {messages === 0 ? "There is none that every reader knows." : `${count(messages, "message")} that every reader knows.`}
            {notFor.length === 0 ? "" : ` Some are left out: ${notFor.map(spelled).join(", ")} was not on them.`}
          </span>
        )}
      </div>
    </div>
  );
}
