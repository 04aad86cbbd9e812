// Many rows of one table in one statement: what the hot paths use instead of building a query tree for every batch.
import { CompiledQuery, type Insertable, type Selectable } from "kysely";
import type { Tx } from "./db.ts";
import type { Schema } from "./schema.ts";

/** SQL to put in the place of a parameter, such as `nextval('…')`. Never built from anything that came from outside. */
export class Expression {
  readonly text: string;
  /** How the parameter stands in `text`, written `$`; absent when the expression has none. */
  readonly value: unknown;
  constructor(text: string, value?: unknown) {
    this.text = text;
    this.value = value;
  }
}

type Cell = unknown;
type Row<T extends keyof Schema> = { [K in keyof Insertable<Schema[T]>]: Insertable<Schema[T]>[K] | Expression };

// The wire protocol counts parameters in 16 bits.
const mostParameters = 60_000;

/**
 * Inserts `rows`, all with the columns of the first. `tail` is what follows VALUES (`on conflict …`, `returning …`), in SQL.
 * Objects and arrays for jsonb columns have to be strings already: the driver would send an array as a SQL array.
 */
export async function insertRows<T extends keyof Schema>(
  tx: Tx,
  table: T,
  rows: readonly Row<T>[],
  tail = "",
): Promise<Partial<Selectable<Schema[T]>>[]> {
  const first = rows[0];
  if (first === undefined) return [];
  const columns = Object.keys(first);
  const rowsAtOnce = Math.floor(mostParameters / columns.length);
  const returned: Partial<Selectable<Schema[T]>>[] = [];
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce);
    const statement = insertStatement(table, columns, part as Record<string, Cell>[], tail);
    const result = await tx.executeQuery<Partial<Selectable<Schema[T]>>>(statement);
    returned.push(...result.rows);
  }
  return returned;
}

function insertStatement(table: string, columns: string[], rows: Record<string, Cell>[], tail: string): CompiledQuery {
  const parameters: Cell[] = [];
  const values = rows.map((row) => `(${columns.map((column) => placeholder(row[column], parameters)).join(",")})`);
  const names = columns.map(snake).join(",");
  return CompiledQuery.raw(`insert into ${snake(table)} (${names}) values ${values.join(",")} ${tail}`, parameters);
}

function placeholder(cell: Cell, parameters: Cell[]): string {
  if (!(cell instanceof Expression)) {
    parameters.push(cell);
    return `$${parameters.length}`;
  }
  if (cell.value === undefined) return cell.text;
  parameters.push(cell.value);
  return cell.text.replace("$", `$${parameters.length}`);
}

const snakes = new Map<string, string>();

function snake(camel: string): string {
  const known = snakes.get(camel);
  if (known !== undefined) return known;
  const made = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakes.set(camel, made);
  return made;
}
