// A column of JSON, as the tables' interfaces name it.
import type { ColumnType } from "kysely";

/** jsonb: objects in, objects out. The driver sends an array as a SQL array and a string as it is, so stringify those first. */
export type Json = ColumnType<unknown, unknown, unknown>;
