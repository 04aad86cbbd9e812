// Who will read it: spelled out in one line, and on demand as fields in which people are added and left out.
import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from "react";
import type { Address } from "#contract/messages.ts";
import type { RecipientCheck } from "#contract/replies.ts";
import { AddressText } from "../../ui/address-text.tsx";
import { addressesIn, spelled } from "./addresses.ts";
import styles from "./recipients.module.css";
import { type Recipients, type Role, roles, roleWords } from "./wire.ts";

const proposalWords: Record<RecipientCheck["proposals"][number]["why"], string> = {
  "cc-of-customer": "the customer had them in copy",
  "wrote-here": "wrote on this ticket",
  "reply-to": "the customer wants answers there",
  "was-on-last-answer": "was on the last answer",
};

export function RecipientLine({ people, from, edit }: { people: Recipients; from: string | null; edit: () => void }) {
  const named = (list: readonly Address[]) => list.map(spelled).join(", ");
  const sentence = [
    people.to.length === 0 ? "To nobody yet" : `To ${named(people.to)}`,
    ...(people.cc.length === 0 ? [] : [`copy to ${named(people.cc)}`]),
    ...(people.bcc.length === 0 ? [] : [`blind copy to ${named(people.bcc)}`]),
  ].join(", ");
  return (
    <UnstyledButton className={styles.line} onClick={edit} title="Change the recipients">
      <span className={styles.lineWords}>
        <AddressText>{from === null ? sentence : `${sentence},`}</AddressText>
        {from === null ? null : (
          <span className="muted">
            {" "}
            from <AddressText>{from}</AddressText>
          </span>
        )}
      </span>
      <span className={styles.lineEdit}>Change</span>
    </UnstyledButton>
  );
}

/** Not known yet, or not to be found out: then nothing leaves. */
export function ReadersUnknown({ failed, retry }: { failed: boolean; retry: () => void }) {
  return (
    <p className={styles.unknown} role="status">
      {failed ? "Who would read this could not be found out. Your draft is kept." : "Looking up who will read this…"}
      {failed ? (
        <Button size="compact-xs" variant="subtle" mih={24} onClick={retry}>
          Try again
        </Button>
      ) : null}
    </p>
  );
}

export function RecipientFields(props: {
  people: Recipients;
  check: RecipientCheck | undefined;
  change: (people: Recipients) => void;
  done: () => void;
}) {
  const { people, check, change } = props;
  const [shown, setShown] = useState<readonly Role[]>(() => roles.filter((role) => role === "to" || people[role].length > 0));
  const listed = new Set(roles.flatMap((role) => people[role].map((one) => one.address)));
  const proposals = (check?.proposals ?? []).filter((one) => !listed.has(one.address));
  const add = (role: Role, more: readonly Address[]) =>
    change({ ...people, [role]: [...people[role], ...more.filter((one) => !listed.has(one.address))] });
  return (
    <div className={styles.recipients} role="group" aria-label="Recipients">
      {shown.map((role) => (
        <AddressField
          key={role}
          label={roleWords[role]}
          people={people[role]}
          add={(more) => add(role, more)}
          remove={(address) => change({ ...people, [role]: people[role].filter((one) => one.address !== address) })}
          focus={role === shown.at(-1)}
        />
      ))}
      <div className={styles.recipientActs}>
        {roles
          .filter((role) => !shown.includes(role))
          .map((role) => (
            <Button key={role} size="compact-xs" variant="subtle" onClick={() => setShown([...shown, role])}>
              {roleWords[role]}
            </Button>
          ))}
        {proposals.map((one) => (
          <Button
            key={one.address}
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            title={`${one.address}: ${proposalWords[one.why]}`}
            aria-label={`Add ${one.address}: ${proposalWords[one.why]}`}
            onClick={() => add(one.why === "reply-to" ? "to" : "cc", [{ name: one.name, address: one.address }])}
          >
            {one.address}
          </Button>
        ))}
        <Button size="compact-xs" variant="subtle" color="gray" className={styles.toEnd} onClick={props.done}>
          Done
        </Button>
      </div>
      {check === undefined ? null : <p className={styles.from}>From {spelled(check.from)}</p>}
    </div>
  );
}

function AddressField(props: {
  label: string;
  people: readonly Address[];
  add: (people: readonly Address[]) => void;
  remove: (address: string) => void;
  focus: boolean;
}) {
  const [typed, setTyped] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const take = (text: string) => {
    const { found, wrong } = addressesIn(text);
    if (found.length > 0) props.add(found);
    setTyped(wrong.join(", "));
    setTrouble(
      wrong.length === 0
        ? null
        : `${wrong.length === 1 ? "This is" : "These are"} no e-mail address${wrong.length === 1 ? "" : "es"}.`,
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if (["Enter", ",", ";"].includes(event.key) && typed.trim() !== "" && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      take(typed);
    } else if (event.key === "Backspace" && typed === "") {
      const last = props.people.at(-1);
      if (last !== undefined) props.remove(last.address);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (addressesIn(text).wrong.length > 0) return;
    event.preventDefault();
    take(text);
  };
  const troubleId = trouble === null ? undefined : `${props.label}-trouble`;
  return (
    <div className={styles.addressField}>
      <span className={styles.addressLabel}>{props.label}</span>
      <ul className={styles.chips} aria-label={`${props.label}: recipients`}>
        {props.people.map((one) => (
          <li key={one.address} className={styles.chip}>
            <span className="clip">{spelled(one)}</span>
            <ActionIcon
              size={24}
              aria-label={`Leave ${one.address} out`}
              onClick={() => {
                props.remove(one.address);
                input.current?.focus();
              }}
            >
              <IconX size={13} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        className={styles.addressInput}
        aria-label={`Add to ${props.label}`}
        aria-invalid={trouble !== null}
        aria-describedby={troubleId}
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={props.people.length === 0 ? "name@example.com" : ""}
        autoFocus={props.focus}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setTrouble(null);
        }}
        onKeyDown={onKey}
        onPaste={onPaste}
        onBlur={() => typed.trim() !== "" && take(typed)}
      />
      {trouble === null ? null : (
        <p className={styles.addressTrouble} id={troubleId} role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
