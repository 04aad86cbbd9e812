// Your signature: what stands below your answers, unless you leave it out.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ChangeSignatureRequest, Signature as SignatureAnswer } from "#contract/signature.ts";
import { explain, put } from "../../api.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { RichEditor } from "../composer/editor.tsx";
import { mailHtml } from "../composer/mail-html.ts";
import { signatureQuery } from "../composer/queries.ts";
import { queryClient } from "../queries.ts";
import { told } from "../toast.tsx";
import styles from "./settings.module.css";

export function Signature() {
  const signature = useQuery(signatureQuery);
  if (signature.isPending) return <Bones rows={2} height={72} />;
  if (signature.isError) return <Trouble error={signature.error} retry={() => void signature.refetch()} />;
  return <Form known={signature.data.html} />;
}

function Form({ known }: { known: string }) {
  const [html, setHtml] = useState(known);
  const [isChanged, setChanged] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const kept = await put<SignatureAnswer>("/me/signature", { html: mailHtml(html) } satisfies ChangeSignatureRequest);
      queryClient.setQueryData(signatureQuery.queryKey, kept);
      // Below each ticket's answers it stands with the source's.
      void queryClient.invalidateQueries({ queryKey: signatureQuery.queryKey });
      setChanged(false);
      told(kept.html === "" ? "Your answers have no signature now" : "Signature saved");
    } catch (error) {
      setTrouble(explain(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className={styles.words}>
        It stands below each of your answers, and can be left out of any of them. A source can have one of its own, for all who
        answer there: see the source's settings.
      </p>
      <div className={styles.part} data-first>
        <div className={styles.writing}>
          <RichEditor
            label="Your signature"
            placeholder="Your name, what you do, how to reach you"
            initial={known}
            changed={(written) => {
              setHtml(written.html);
              setChanged(true);
            }}
            send={() => void save()}
          />
        </div>
        {trouble === null ? null : (
          <p className={styles.formTrouble} role="alert">
            {trouble}
          </p>
        )}
        <div>
          <Button loading={busy} disabled={!isChanged} onClick={() => void save()}>
            Save
          </Button>
        </div>
      </div>
    </>
  );
}
