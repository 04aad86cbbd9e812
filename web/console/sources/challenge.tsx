// The forwarding check: a code sent to the public address, by Inlet or from anywhere, which has to come back here.
import { Button, Group, TextInput } from "@mantine/core";
import { IconMailForward } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CreateChallengeRequest, CreatedChallenge, SourceCheck, SourceDetail } from "#contract/sources.ts";
import { explain, post } from "../../api.ts";
import { CopyButton, CopyField } from "../../ui/copy.tsx";
import { useNow } from "../../ui/clock.tsx";
import { until } from "../../ui/time.ts";
import { sourceQuery } from "../queries.ts";
import { CheckCard } from "./checks.tsx";
import styles from "./sources.module.css";

export function Challenge({ source, publicAddress }: { source: SourceDetail; publicAddress: string | null }) {
  const client = useQueryClient();
  const [address, setAddress] = useState(publicAddress ?? publicAddressOf(source) ?? "");
  const [made, setMade] = useState<CreatedChallenge | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState<"send" | "make" | null>(null);
  const wanted = made?.id ?? sent;
  const check =
    wanted === null
      ? null
      : (source.checks.find((one) => one.id === wanted) ?? source.checks.find((one) => one.kind === "challenge"));

  const begin = async (how: "send" | "make") => {
    setBusy(how);
    setTrouble(null);
    const request: CreateChallengeRequest = { publicAddress: address };
    try {
      if (how === "send") {
        setSent((await post<SourceCheck>(`/sources/${source.id}/challenge/send`, request)).id);
        setMade(null);
      } else setMade(await post<CreatedChallenge>(`/sources/${source.id}/challenges`, request));
      await client.invalidateQueries({ queryKey: sourceQuery(source.id).queryKey });
    } catch (error) {
      setTrouble(explain(error).detail);
    } finally {
      setBusy(null);
    }
  };

  return (
    <div className={styles.challenge}>
      <form
        className={styles.begin}
        onSubmit={(event) => {
          event.preventDefault();
          void begin("send");
        }}
      >
        <TextInput
          label="Public address to check"
          description="The one customers know. A code sent to it has to come back to this source."
          type="email"
          placeholder="support@your-company.example"
          value={address}
          error={trouble}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant={wanted === null ? "filled" : "default"}
          loading={busy === "send"}
          disabled={address.trim() === ""}
        >
          {wanted === null ? "Send a check" : "Send another"}
        </Button>
        <Button variant="default" loading={busy === "make"} disabled={address.trim() === ""} onClick={() => void begin("make")}>
          Send it yourself
        </Button>
      </form>
      {made === null ? null : <ReadyMail made={made} settled={check != null && check.verdict !== "waiting"} />}
      {check == null ? null : <CheckCard check={check} />}
    </div>
  );
}

function ReadyMail({ made, settled }: { made: CreatedChallenge; settled: boolean }) {
  const now = useNow();
  if (settled) return null;
  const link = `mailto:${encodeURIComponent(made.mail.to)}?subject=${encodeURIComponent(made.mail.subject)}&body=${encodeURIComponent(made.mail.text)}`;
  return (
    <div className={styles.mail}>
      <p className={styles.mailLead}>
        Send this mail from any mailbox outside Inlet, for example your own. It has to come back {until(made.expiresAt, now)}.
      </p>
      <dl className={styles.mailParts}>
        <dt>To</dt>
        <dd>
          <CopyField value={made.mail.to} label="Recipient" />
        </dd>
        <dt>Subject</dt>
        <dd>
          <CopyField value={made.mail.subject} label="Subject" />
        </dd>
        <dt>Text</dt>
        <dd>
          <pre className={styles.mailText}>{made.mail.text}</pre>
        </dd>
      </dl>
      <Group gap="sm">
        <Button component="a" href={link} leftSection={<IconMailForward size={16} />}>
          Open in my mail program
        </Button>
        <CopyButton value={made.mail.text}>Copy the text</CopyButton>
        <CopyButton value={made.code}>Copy the code alone</CopyButton>
      </Group>
    </div>
  );
}

/** The first public address that a source's settings name. */
export function publicAddressOf(source: Pick<SourceDetail, "settings">): string | null {
  const given = source.settings["publicAddresses"];
  const first: unknown = Array.isArray(given) ? given[0] : null;
  return typeof first === "string" ? first : null;
}
