// Your account: who you are here, and the second factor.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TotpConfirmRequest, TotpEnrolment, TotpRemoveRequest } from "#contract/auth.ts";
import { explain, post, remove } from "../../api.ts";
import { CopyField } from "../../ui/copy.tsx";
import { qrCode } from "../../ui/qr.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { useSignOut } from "../frame/rail.tsx";
import { meQuery, queryClient } from "../queries.ts";
import { told } from "../toast.tsx";
import styles from "./settings.module.css";

export function Me() {
  const me = useQuery(meQuery);
  const leave = useSignOut();
  if (me.isPending) return <Bones rows={3} />;
  if (me.isError) return <Trouble error={me.error} retry={() => void me.refetch()} />;
  const agent = me.data.agent;
  if (agent === null) return null;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Name</dt>
        <dd>{agent.name}</dd>
        <dt>E-mail</dt>
        <dd>{agent.email}</dd>
        <dt>Role</dt>
        <dd>{agent.role.charAt(0).toUpperCase() + agent.role.slice(1)}</dd>
        <dt>Workspace</dt>
        <dd>{me.data.workspace.name}</dd>
      </dl>
      <section className={styles.part}>
        <h2 className={styles.partTitle}>Second factor</h2>
        {agent.totpEnabled ? <SwitchOff /> : <SwitchOn />}
      </section>
      <section className={styles.part}>
        <div>
          <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
            Sign out
          </Button>
        </div>
      </section>
    </>
  );
}

function SwitchOn() {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  const [code, setCode] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const attempt = async (act: () => Promise<void>) => {
    setTrouble(null);
    try {
      await act();
    } catch (error) {
      setTrouble(explain(error).detail);
    }
  };
  if (enrolment === null) {
    return (
      <>
        <p className={styles.words}>
          With it, signing in asks for a code from your phone as well as for your password. A stolen password alone opens nothing.
        </p>
        {trouble === null ? null : <p role="alert">{trouble}</p>}
        <div>
          <Button onClick={() => void attempt(async () => setEnrolment(await post<TotpEnrolment>("/auth/totp")))}>
            Set up an authenticator app
          </Button>
        </div>
      </>
    );
  }
  return (
    <div className={styles.enrol}>
      <Code text={enrolment.otpauthUri} />
      <form
        className={styles.enrolWords}
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => {
            await post("/auth/totp/confirm", { code } satisfies TotpConfirmRequest);
            await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
            told("The second factor is on");
          });
        }}
      >
        <p className={styles.words}>
          Scan this with your authenticator app, or type the key in by hand. It is shown this one time.
        </p>
        <CopyField value={enrolment.secret} label="Key" />
        <div className={styles.inline}>
          <TextInput
            label="Code that the app shows now"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            autoFocus
            value={code}
            error={trouble}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit">Switch it on</Button>
        </div>
      </form>
    </div>
  );
}

function SwitchOff() {
  const [asked, setAsked] = useState(false);
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const off = async () => {
    setTrouble(null);
    try {
      await remove("/auth/totp", { password } satisfies TotpRemoveRequest);
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      told("The second factor is off");
    } catch (error) {
      setTrouble(explain(error).detail);
    }
  };
  return (
    <>
      <p className={styles.words}>
        <Tag mark={{ word: "On", tone: "ok", shape: "check" }} /> Signing in asks for a code of your authenticator app.
      </p>
      {asked ? (
        <form
          className={styles.inline}
          onSubmit={(event) => {
            event.preventDefault();
            void off();
          }}
        >
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            autoFocus
            w={260}
            value={password}
            error={trouble}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" color="red">
            Switch it off
          </Button>
        </form>
      ) : (
        <div>
          <Button variant="default" onClick={() => setAsked(true)}>
            Switch it off…
          </Button>
        </div>
      )}
    </>
  );
}

function Code({ text }: { text: string }) {
  const rows = qrCode(text);
  const quiet = 4;
  const size = rows.length + 2 * quiet;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : ""))).join("");
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code for your authenticator app"
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
