// The parts of mailauth that verify, by their files: its index also loads BIMI and a command line, in every reading thread.
declare module "mailauth/lib/arc/index.js" {
  export { arc } from "mailauth";
}
declare module "mailauth/lib/dkim/verify.js" {
  export { dkimVerify } from "mailauth";
}
declare module "mailauth/lib/dmarc/index.js" {
  export { dmarc } from "mailauth";
}
declare module "mailauth/lib/spf/index.js" {
  export { spf } from "mailauth";
}
