// The checks of one case, in the order they were made.

export interface Check {
  name: string;
  passed: boolean;
  expected: unknown;
  actual: unknown;
}

export class Checks {
  readonly list: Check[] = [];

  add(name: string, passed: boolean, expected: unknown, actual: unknown): void {
    this.list.push({ name, passed, expected, actual });
  }
}
