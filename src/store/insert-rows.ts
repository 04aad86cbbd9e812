// Many rows of one table in one statement: what the hot paths use instead of building a query tree for every batch.
import { CompiledQuery, type Insertable } from "kysely";
import type { Tx } from "./db.ts";
import { planned } from "./planned.ts";
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

/** Rows in one statement at most. Statements have 64, 32, 16 … 1 rows, so that each table has seven texts and not one for every number. */
const mostRows = 64;

/**
 * Inserts `rows`, all with the columns of the first. `tail` is what follows VALUES (`on conflict …`), in SQL.
 * Objects and arrays for jsonb columns have to be strings already: the driver would send an array as a SQL array.
 */
export async function insertRows<T extends keyof Schema>(tx: Tx, table: T, rows: readonly Row<T>[], tail = ""): Promise<void> {
  const statements: CompiledQuery[] = [];
  for (let start = 0, count = mostRows; start < rows.length; ) {
    while (count > rows.length - start) count /= 2;
    statements.push(insertStatement(table, rows.slice(start, start + count) as Record<string, Cell>[], tail));
    start += count;
  }
  await Promise.all(statements.map((statement) => tx.executeQuery(statement)));
}

const texts = new Map<string, string>();

function insertStatement(table: string, rows: Record<string, Cell>[], tail: string): CompiledQuery {
  const first = rows[0] ?? {};
  const columns = Object.keys(first);
  // Where an expression stands and how it reads is the same for every row of a table: the first row tells.
  const key = `${table} ${rows.length} ${columns.map((column) => (first[column] instanceof Expression ? first[column].text : column)).join()} ${tail}`;
  let text = texts.get(key);
  if (text === undefined) {
    text = insertText(table, { columns, first, count: rows.length, tail });
    texts.set(key, text);
  }
  return CompiledQuery.raw(text, parametersOf(rows, columns));
}

function parametersOf(rows: Record<string, Cell>[], columns: readonly string[]): Cell[] {
  const parameters: Cell[] = [];
  for (const row of rows) {
    for (const column of columns) {
      const cell = row[column];
      if (!(cell instanceof Expression)) parameters.push(cell);
      else if (cell.value !== undefined) parameters.push(cell.value);
    }
  }
  return parameters;
}

function insertText(
  table: string,
  { columns, first, count, tail }: { columns: readonly string[]; first: Record<string, Cell>; count: number; tail: string },
): string {
  let parameter = 0;
  const cellText = (column: string): string => {
    const cell = first[column];
    if (!(cell instanceof Expression)) return `$${(parameter += 1)}`;
    return cell.value === undefined ? cell.text : cell.text.replace("$", () => `$${(parameter += 1)}`);
  };
  const values = Array.from({ length: count }, () => `(${columns.map(cellText).join(",")})`);
  return `${planned}insert into ${snake(table)} (${columns.map(snake).join(",")}) values ${values.join(",")} ${tail}`;
}

const snakes = new Map<string, string>();

function snake(camel: string): string {
  const known = snakes.get(camel);
  if (known !== undefined) return known;
  const made = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakes.set(camel, made);
  return made;
}
