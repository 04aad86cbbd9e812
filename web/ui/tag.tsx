// A state in one word with a shape beside it, so that colour is never the only sign.
import styles from "./tag.module.css";

export type Tone = "plain" | "accent" | "ok" | "warn" | "bad";
export type Shape = "dot" | "ring" | "half" | "check" | "bar" | "cross" | "none";

export interface Mark {
  word: string;
  tone: Tone;
  shape: Shape;
}

export function Tag({ mark, quiet = false, title }: { mark: Mark; quiet?: boolean; title?: string }) {
  return (
    <span className={styles["tag"]} data-tone={mark.tone} data-quiet={quiet || undefined} title={title}>
      {mark.shape === "none" ? null : <Glyph shape={mark.shape} />}
      <span>{mark.word}</span>
    </span>
  );
}

export function Dot({ mark }: { mark: Mark }) {
  return (
    <span className={styles["tag"]} data-tone={mark.tone} data-quiet role="img" aria-label={mark.word} title={mark.word}>
      <Glyph shape={mark.shape} />
    </span>
  );
}

function Glyph({ shape }: { shape: Shape }) {
  return (
    <svg className={styles["glyph"]} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {drawings[shape]}
    </svg>
  );
}

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.6, strokeLinecap: "round", strokeLinejoin: "round" } as const;

const drawings: Record<Shape, React.ReactNode> = {
  none: null,
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4" {...line} />,
  half: (
    <>
      <circle cx="6" cy="6" r="4" {...line} />
      <path d="M6 2.800a3.200 3.200 0 0 1 0 6.400z" fill="currentColor" />
    </>
  ),
  check: <path d="M2.500 6.400 5 8.800l4.500-5.400" {...line} />,
  bar: <path d="M4.200 3v6M7.800 3v6" {...line} />,
  cross: <path d="M3.200 3.200l5.600 5.600M8.800 3.200 3.200 8.800" {...line} />,
};
