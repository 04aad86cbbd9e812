// The tables as TypeScript sees them: one interface a table, one line a column, by area under schema/.
import type { HouseTables } from "./schema/house.ts";
import type { IntakeTables } from "./schema/intake.ts";
import type { OutboundTables } from "./schema/outbound.ts";
import type { TicketTables } from "./schema/tickets.ts";

export interface Schema extends HouseTables, IntakeTables, OutboundTables, TicketTables {}
