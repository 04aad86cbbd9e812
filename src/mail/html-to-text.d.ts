// The part of html-to-text's interface that is used here; the package brings no types of its own.
declare module "html-to-text" {
  export interface Selector {
    selector: string;
    format?: string;
    options?: Record<string, unknown>;
  }
  export interface Options {
    wordwrap?: number | false;
    limits?: { maxDepth?: number; maxChildNodes?: number; maxInputLength?: number };
    selectors?: Selector[];
  }
  export function compile(options?: Options): (html: string) => string;
}
