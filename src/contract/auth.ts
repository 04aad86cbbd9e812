// Setting up, signing in and out, and the second factor.
import { z } from "zod";
import { clean } from "#domain/clean.ts";
import { emailAddress, nameOf } from "./text.ts";

// Long rather than odd: a floor of 12 characters and no rules about which (NIST SP 800-63B §5.1.1.2).
const newPassword = z.string().transform(clean).pipe(z.string().min(12, "A password has at least 12 characters.").max(1_000));
const totpCode = z
  .string()
  .max(100)
  .transform((text) => text.replace(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "The code has six digits."));

export const setUpRequest = z.strictObject({
  /** From the link that the server printed at its start. */
  token: z.string().max(200),
  name: nameOf(100),
  email: emailAddress,
  password: newPassword,
});
export type SetUpRequest = z.input<typeof setUpRequest>;

export const signInRequest = z.strictObject({
  email: emailAddress,
  password: z.string().max(1_000).transform(clean),
  /** Asked for by the refusal `totp-required`. */
  code: totpCode.optional(),
});
export type SignInRequest = z.input<typeof signInRequest>;

/** What the sign-in page needs before anybody is signed in. */
export const authStatus = z
  .object({
    /** There is no agent yet: the link printed at the start makes the first one. */
    needsSetUp: z.boolean(),
  })
  .meta({ id: "AuthStatus" });
export type AuthStatus = z.infer<typeof authStatus>;

/** Shown once; nothing is switched on before a right code confirms it. */
export const totpEnrolment = z
  .object({
    /** Base32 (RFC 4648 §6), to type in by hand. */
    secret: z.string().meta({ example: "JBSWY3DPEHPK3PXP" }),
    /** For a QR code. */
    otpauthUri: z.string().meta({ example: "otpauth://totp/Inlet:mira@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Inlet" }),
  })
  .meta({ id: "TotpEnrolment" });
export type TotpEnrolment = z.infer<typeof totpEnrolment>;

export const totpConfirmRequest = z.strictObject({ code: totpCode });
export type TotpConfirmRequest = z.input<typeof totpConfirmRequest>;

export const totpRemoveRequest = z.strictObject({ password: z.string().max(1_000).transform(clean) });
export type TotpRemoveRequest = z.input<typeof totpRemoveRequest>;
