// The words by which a rewritten sender shows: header names, "via" in the languages of mail programs, and addresses of forms and robots.

/** Fields in which a forwarder keeps the From field it replaced, the surest first. RFC 9057 gives the last one its name. */
export const originalHeaders = [
  "x-original-from",
  "original-from",
  "x-google-original-from",
  "x-mailman-original-from",
  "x-original-sender",
  "author",
] as const;

const endings = [
  // "Ann via Support", "'Ann' via Support", "Ann (via Support)", "Ann - via Support", "Ann [via Support]"
  "via",
  "through",
  "über",
  "durch",
  "par l'intermédiaire de",
  "por medio de",
  "a través de",
  "através de",
  "tramite",
  "przez",
  "через",
  "経由",
];

/** "Service on behalf of Ann": here the author comes last. */
const onBehalf = [
  "on behalf of",
  "im auftrag von",
  "im namen von",
  "de la part de",
  "au nom de",
  "en nombre de",
  "em nome de",
  "per conto di",
  "namens",
  "på uppdrag av",
  "på vegne af",
  "på vegne av",
  "w imieniu",
  "от имени",
  "代表",
  "代理",
];

/** The author's name in a display name such as "Ann via Support", or null where it has no such form. Linear. */
export function splitVia(name: string): string | null {
  if (name.length < 5 || name.length > 300) return null;
  const lower = name.toLowerCase();
  if (lower.length !== name.length) return null;
  for (const word of onBehalf) {
    const at = lower.indexOf(` ${word} `);
    if (at > 0) return bare(name.slice(at + word.length + 2));
  }
  for (const word of endings) {
    const at = Math.max(lower.lastIndexOf(` ${word} `), lower.lastIndexOf(`(${word} `), lower.lastIndexOf(`[${word} `));
    if (at > 0) return bare(name.slice(0, at));
  }
  return null;
}

function bare(name: string): string | null {
  let [start, end] = [0, name.length];
  while (start < end && " '\"‘“([-".includes(name[start]!)) start += 1;
  while (end > start && " '\"’”)]-,".includes(name[end - 1]!)) end -= 1;
  return start < end ? name.slice(start, end) : null;
}

/** Local parts from which web servers and form services send what a visitor wrote. */
const forms = new Set(
  (
    "wordpress www-data apache nginx httpd webmaster webserver website web webform web-form webforms form forms formular kontakt " +
    "kontaktformular contact contactform contact-form contactus contact-us contacto contato formulaire formulario anfrage anfragen " +
    "mailer formmail form-submission form-submissions formresponses formsubmission submissions submission followup notification " +
    "notifications notify info-form wpforms gravityforms ninjaforms elementor typo3 drupal joomla"
  ).split(" "),
);

const robots =
  /^(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|nicht-?antworten|ne-?pas-?repondre|mailer-daemon|postmaster|bounces?)(?:$|[-+._@\d])/i;

export function isFormAddress(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf("@")).toLowerCase();
  return forms.has(local) || robots.test(local);
}

/** An address at which nobody reads: it is nobody's author. */
export function isRobotAddress(address: string): boolean {
  return robots.test(address);
}
