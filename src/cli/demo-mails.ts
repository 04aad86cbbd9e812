// The support day of the demo: Harbor Light makes lamps for boats and small harbours, and forty mails reach it. All of it is invented.
import { afternoon } from "./demo-afternoon.ts";
import type { DemoMail } from "./demo-compose.ts";
import { morning } from "./demo-morning.ts";

/** In the order in which they are sent; one arrives before the mail that it answers. */
export const demoMails: readonly DemoMail[] = [...morning, ...afternoon];
