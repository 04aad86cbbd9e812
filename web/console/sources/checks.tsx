// What was learned while a source was set up: each check with its verdict, what that means and what to do.
import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { SourceCheck } from "#contract/sources.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Age, useNow } from "../../ui/clock.tsx";
import { CopyField } from "../../ui/copy.tsx";
import { LongWords } from "../../ui/long-words.tsx";
import { submissionWords } from "../../ui/submission-words.ts";
import { Tag } from "../../ui/tag.tsx";
import { checkKinds, checkVerdicts } from "../../ui/words.ts";
import styles from "./sources.module.css";

export function CheckCard({ check }: { check: SourceCheck }) {
  const verdict = checkVerdicts[check.verdict];
  const link = safeLink(check.link);
  return (
    <section className={styles.check} data-tone={verdict.mark.tone} aria-label={checkKinds[check.kind]} aria-live="polite">
      <div className={styles.checkHead}>
        <Tag mark={verdict.mark} />
        <strong>{checkKinds[check.kind]}</strong>
        {check.publicAddress === null ? null : <span className="muted">{check.publicAddress}</span>}
        <span className={styles.checkAge}>
          <Age at={check.decidedAt ?? check.createdAt} long />
        </span>
      </div>
      {check.verdict === "waiting" ? <Pulse /> : null}
      <p className={styles.checkWords}>
        {verdict.meaning}{" "}
        {check.kind !== "challenge" || (check.verdict === "waiting" && check.sending !== null) ? null : verdict.toDo}
      </p>
      {check.sending === null ? null : <OnItsWay sending={check.sending} />}
      {check.kind !== "challenge" && check.address !== null ? (
        <p className={styles.checkWords}>Asked by {check.address}.</p>
      ) : null}
      {check.verdict === "sender-rewritten" && check.address !== null ? (
        <p className={styles.checkWords}>It arrived as coming from {check.address}.</p>
      ) : null}
      {check.arrivedAt === null ? null : (
        <p className={styles.checkWords}>
          It came in at{" "}
          <Link to="/sources/$id" params={{ id: check.arrivedAt.id }}>
            {check.arrivedAt.name}
          </Link>
          .
        </p>
      )}
      {check.code === null || check.kind === "challenge" ? null : <CopyField value={check.code} label="Confirmation code" />}
      <Group gap="sm">
        {link === null ? null : (
          <Button component="a" href={link.href} target="_blank" rel="noopener noreferrer" size="compact-sm">
            Confirm at {link.host}
          </Button>
        )}
        {check.deliveryId === null ? null : (
          <ButtonLink to="/intake" search={{ delivery: check.deliveryId }} variant="subtle" size="compact-sm">
            See the mail
          </ButtonLink>
        )}
      </Group>
    </section>
  );
}

/** What became of the check's own mail on its way out. */
function OnItsWay({ sending }: { sending: NonNullable<SourceCheck["sending"]> }) {
  const words = submissionWords(sending, useNow());
  return (
    <div className={styles.checkWords}>
      Our mail: <Tag mark={{ ...words.mark, word: `${words.mark.word}:` }} quiet /> {words.text}
      {words.reply === null ? null : <LongWords>{words.reply}</LongWords>}
    </div>
  );
}

/** A quiet sign that something is awaited. */
export function Pulse() {
  return <span className={styles.pulse} role="img" aria-label="Waiting" />;
}

// The link comes out of a mail: only https, and the host is said on the button.
function safeLink(link: string | null): { href: string; host: string } | null {
  if (link === null || !URL.canParse(link)) return null;
  const url = new URL(link);
  return url.protocol === "https:" ? { href: url.href, host: url.host } : null;
}
