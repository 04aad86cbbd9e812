// The theme keeps WCAG 2.2 AA by computation, in both schemes.
import { describe, expect, it } from "vitest";
import { contrast, darkRoles, lightRoles, type Roles, shapePairs, textPairs } from "./palette.ts";

const schemes: readonly (readonly [string, Roles])[] = [
  ["light", lightRoles],
  ["dark", darkRoles],
];

describe.each(schemes)("the %s scheme", (_name, roles) => {
  it.each(textPairs.map(([ink, ground]) => [ink, ground] as const))("%s is readable on %s (4.5:1)", (ink, ground) => {
    expect(contrast(roles[ink], roles[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapePairs.map(([mark, ground]) => [mark, ground] as const))("%s can be seen on %s (3:1)", (mark, ground) => {
    expect(contrast(roles[mark], roles[ground])).toBeGreaterThanOrEqual(3);
  });
});

it("contrast of black on white is 21, and of a colour on itself 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#127276", "#127276")).toBe(1);
});
