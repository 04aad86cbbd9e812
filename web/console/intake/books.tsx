// The balanced books in one line: everything seen in 24 hours, and where each of it is.
import { IconScale } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Books } from "#contract/books.ts";
import { booksQuery } from "../queries.ts";
import type { IntakeSearch } from "../router.tsx";
import { asideOrLeftOut } from "./outcomes.ts";
import styles from "./intake.module.css";

type Column = Exclude<keyof Books["totals"], "seen">;

interface Entry {
  of: Column;
  word: string;
  plural: string;
  /** What Intake then shows. */
  filter: Pick<IntakeSearch, "outcome" | "reason">;
}

const columns: readonly Entry[] = [
  { of: "created", word: "new ticket", plural: "new tickets", filter: { outcome: "create" } },
  { of: "appended", word: "joined", plural: "joined", filter: { outcome: "append" } },
  { of: "duplicate", word: "copy", plural: "copies", filter: { outcome: "discard", reason: "duplicate" } },
  { of: "setAside", word: "set aside or left out", plural: "set aside or left out", filter: { outcome: asideOrLeftOut } },
  { of: "reports", word: "report", plural: "reports", filter: { outcome: "record-report" } },
  { of: "failed", word: "failed", plural: "failed", filter: { outcome: "failed" } },
  { of: "pending", word: "waiting", plural: "waiting", filter: { outcome: "pending" } },
];

export function BooksLine({ source }: { source: string | undefined }) {
  const books = useQuery(booksQuery(24, source));
  if (books.data === undefined) return <p className={styles.books}>{books.isError ? "The books cannot be read now." : ""}</p>;
  const { totals, balanced } = books.data;
  return (
    <p className={styles.books} aria-label="The books of the last 24 hours">
      <span className={styles.balance} data-balanced={balanced}>
        <IconScale size={16} stroke={1.6} aria-hidden="true" />
        {balanced ? "Balanced" : "Not balanced"}
      </span>
      <span>
        <b>{totals.seen.toLocaleString("en")}</b> seen in 24 hours
      </span>
      <span aria-hidden="true">=</span>
      {columns
        .filter((column) => totals[column.of] > 0 || column.of === "created")
        .map((column, at) => (
          <span key={column.of}>
            {at > 0 ? <span aria-hidden="true">+ </span> : null}
            <Link
              className={styles.bookLink}
              to="/intake"
              search={{ source, ...column.filter }}
              data-bad={column.of === "failed" || undefined}
            >
              <b>{totals[column.of].toLocaleString("en")}</b> {totals[column.of] === 1 ? column.word : column.plural}
            </Link>
          </span>
        ))}
    </p>
  );
}
