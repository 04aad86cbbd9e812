// Who writes to Harbor Light on the demo's support day, and what they attach. All of it is invented.
import type { Person } from "./demo-compose.ts";
import { png, pdf, type Colour } from "./demo-files.ts";

export const person = (name: string, address: string): Person => ({ name, address });

export const anna = person("Anna Lindqvist", "anna@skerryferries.example");
export const erik = person("Erik Holm", "erik@skerryferries.example");
export const tom = person("Tom Okafor", "tom.okafor@tidewater.example");
export const maria = person("Maria Costa", "maria@portodosol.example");
export const jonas = person("Jonas Weber", "j.weber@kuestenbau.example");
export const yuki = person("佐藤 由紀", "yuki.sato@minatomarine.example");
export const layla = person("ليلى حداد", "layla@corniche-boats.example");
export const priya = person("Priya Raman", "priya@raman-family.example");
export const sam = person("Sam Whitfield", "sam.whitfield@greywater.example");
export const grace = person("Grace Mbeki", "grace@bluebay-marina.example");
export const pavel = person("Павел Орлов", "pavel@orlovyachts.example");
export const lee = person("Lee Chen", "lee@chen-sails.example");
export const stranger = person("Dana Cole", "dana@quickfix-parts.example");

const ink: Colour = [18, 78, 92];
const paper: Colour = [236, 244, 246];
const red: Colour = [190, 52, 48];

export const lamp = png(
  [
    "....####....",
    "...######...",
    "..##.##.##..",
    "..##.##.##..",
    "...######...",
    "....####....",
    ".....##.....",
    "..########..",
  ],
  { ink, paper },
);
export const brokenLamp = png(
  [
    "....####....",
    "...##.###...",
    "..##..#.##..",
    "..#.##..##..",
    "...###.##...",
    "....#.##....",
    ".....##.....",
    "..########..",
  ],
  { ink: red, paper },
  12,
);
export const logo = png(["#..#.#...", "#..#.#...", "####.#...", "#..#.#...", "#..#.####"], { ink, paper: [255, 255, 255] }, 4);
export const chart = png(
  ["...........#", ".........##.", "..#....##...", ".#.#..#.....", "#...##......"],
  { ink: red, paper },
  14,
);

export const order = pdf([
  "Skerry Ferries AB - Purchase order 2026-1147",
  "",
  "12 x Pier lamp PL-40, warm white",
  " 4 x Spare lens PL-40-L",
  "",
  "Deliver to: North quay 3, Skerry",
  "Wanted by: 4 December",
]);
export const invoice = pdf([
  "Harbor Light - Invoice 88213",
  "",
  "6 x Masthead light ML-2",
  "Total 1,134.00",
  "",
  "Paid twice: 2 November and 9 November",
]);
export const report = pdf([
  "Bluebay Marina - Inspection of 17 November",
  "",
  "Berth 14: lamp flickers in rain",
  "Berth 15: in order",
  "Berth 22: bracket corroded",
]);
