// A decision receipt as a short path: what was looked at, in order, what it meant, which step settled it, and what would have changed it.
import { Collapse, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Receipt } from "#contract/deliveries.ts";
import styles from "./receipt.module.css";
import { stageWords } from "./words.ts";

type Step = Receipt["steps"][number];

export function ReceiptPath({ receipt }: { receipt: Receipt }) {
  return (
    <div className={styles.receipt}>
      <p className={styles.summary}>{receipt.summary}</p>
      <ol className={styles.path}>
        {receipt.steps.map((step, at) => (
          <StepLine key={`${step.check}-${at}`} step={step} settled={at === receipt.decidedBy} />
        ))}
      </ol>
      {receipt.otherwise.length === 0 ? null : (
        <section className={styles.otherwise}>
          <h3 className={styles.title}>It would have been different</h3>
          <ul>
            {receipt.otherwise.map((other) => (
              <li key={`${other.if}-${other.then}`}>{other.text}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function StepLine({ step, settled }: { step: Step; settled: boolean }) {
  const [open, setOpen] = useState(false);
  const evidence = evidenceOf(step.found);
  return (
    <li className={styles.step} data-verdict={settled ? "settles" : step.verdict}>
      <Glyph verdict={settled ? "settles" : step.verdict} />
      <div className={styles.words}>
        <span className={styles.stage}>
          {stageWords[step.stage] ?? step.stage}
          {settled ? " · this settled it" : ""}
        </span>
        <span>{step.text}</span>
        {evidence === null ? null : (
          <>
            <UnstyledButton className={styles.more} onClick={() => setOpen(!open)} aria-expanded={open}>
              {open ? "Hide the evidence" : "Evidence"}
            </UnstyledButton>
            <Collapse expanded={open}>
              <pre className={styles.found}>
                {step.check}
                {"\n"}
                {evidence}
              </pre>
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}

function Glyph({ verdict }: { verdict: Step["verdict"] }) {
  const words = { pass: "Passed", note: "Noted", settles: "Settled" };
  return (
    <svg className={styles.glyph} viewBox="0 0 20 20" width="20" height="20" role="img" aria-label={words[verdict]}>
      {verdict === "settles" ? (
        <circle cx="10" cy="10" r="8" fill="currentColor" />
      ) : (
        <circle cx="10" cy="10" r="7.200" fill="none" stroke="currentColor" strokeWidth="1.600" />
      )}
      {verdict === "note" ? <circle cx="10" cy="10" r="2.400" fill="currentColor" /> : null}
      {verdict === "pass" ? (
        <path
          d="m6.800 10.200 2.200 2.200 4.200-4.600"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.600"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ) : null}
      {verdict === "settles" ? (
        <path
          d="m6.800 10.200 2.200 2.200 4.200-4.600"
          fill="none"
          className={styles.tick}
          strokeWidth="1.800"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ) : null}
    </svg>
  );
}

function evidenceOf(found: unknown): string | null {
  if (found === null || found === undefined) return null;
  if (typeof found === "object" && Object.keys(found).length === 0) return null;
  return typeof found === "string" ? found : JSON.stringify(found, null, 2);
}
