// What the guard noticed about the readers: calm lines, each with what can be done about it.
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconInfoCircle } from "@tabler/icons-react";
import { TextLink } from "../../ui/links.tsx";
import type { Address } from "#contract/messages.ts";
import type { RecipientCheck } from "#contract/replies.ts";
import styles from "./guard.module.css";
import type { Warning } from "./wire.ts";

export interface GuardActs {
  leaveOut: (address: string) => void;
  addBack: (person: Address) => void;
  withoutQuote: () => void;
}

const icons = { stop: IconBan, warning: IconAlertTriangle, notice: IconInfoCircle };
const severityWords = { stop: "This stops it", warning: "Look at this", notice: "Good to know" };

export function Guard({ check, acts }: { check: RecipientCheck; acts: GuardActs }) {
  const notice = check.from.notice;
  if (check.warnings.length === 0 && notice === null) return null;
  return (
    <ul className={styles.guard} aria-label="About the recipients">
      {check.warnings.map((warning) => {
        const Icon = icons[warning.severity];
        return (
          <li key={`${warning.code} ${warning.address ?? ""}`} className={styles.guardLine} data-severity={warning.severity}>
            <Icon size={16} stroke={1.7} role="img" aria-label={severityWords[warning.severity]} />
            <span className={styles.guardWords}>{warning.text}</span>
            <Remedy warning={warning} acts={acts} />
          </li>
        );
      })}
      {notice === null || check.warnings.some((one) => one.code === "unverified-domain") ? null : (
        <li className={styles.guardLine} data-severity="notice">
          <IconInfoCircle size={16} stroke={1.7} role="img" aria-label={severityWords.notice} />
          <span className={styles.guardWords}>
            {notice.text} {notice.remedy}
          </span>
          <SendingLink />
        </li>
      )}
    </ul>
  );
}

function Remedy({ warning, acts }: { warning: Warning; acts: GuardActs }) {
  const { address } = warning;
  const button = (words: string, act: () => void) => (
    <Button size="compact-xs" variant="subtle" className={styles.guardAct} onClick={act}>
      {words}
    </Button>
  );
  switch (warning.code) {
    case "note-in-quote":
      return button("Send without the quote", acts.withoutQuote);
    case "dropped-recipient":
      return address === null ? null : button("Add them back", () => acts.addBack({ name: "", address }));
    case "suppressed":
      return (
        <>
          {address === null ? null : button("Leave them out", () => acts.leaveOut(address))}
          <TextLink to="/settings/$part" params={{ part: "suppressions" }} size="xs" className={styles.guardAct}>
            Suppressions
          </TextLink>
        </>
      );
    case "unverified-domain":
      return <SendingLink />;
    case "new-recipient":
    case "outside-company":
    case "own-address":
    case "bounced-before":
      return address === null ? null : button("Leave them out", () => acts.leaveOut(address));
    case "stranger-proposed":
      return address === null ? null : button("Add in copy", () => acts.addBack({ name: "", address }));
    case "no-recipients":
    case "too-many-recipients":
    case "other-ticket-in-text":
    case "no-reply-address":
      return null;
    default:
      return null;
  }
}

function SendingLink() {
  return (
    <TextLink to="/settings/$part" params={{ part: "sending" }} size="xs" className={styles.guardAct}>
      Set up sending
    </TextLink>
  );
}
