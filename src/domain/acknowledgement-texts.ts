// The acknowledgement in the languages that Inlet brings along: what is sent where the admin wrote nothing of their own.
//
// Each says in its language's usual words that a message arrived and that a machine says so: other desks know these words, so that two
// that lose every header on the way still tell each other for machines (docs/automatic-mail.md). None asks anything.

export const acknowledgementLanguages = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da"] as const;
export type AcknowledgementLanguage = (typeof acknowledgementLanguages)[number];

export interface AcknowledgementTexts {
  subject: string;
  text: string;
  /** Outside business hours. */
  textOutside: string;
}

const en: AcknowledgementTexts = {
  subject: "We have received your message [Ticket #{{ticket.number}}]",
  text: `Hello,

we have received your message. Your ticket number is {{ticket.number}}. A person will read it and answer you.

If you have something to add, answer this mail.

{{source.name}}

This is an automatic message.`,
  textOutside: `Hello,

we have received your message. Your ticket number is {{ticket.number}}. We are closed at the moment, and are back {{hours.opens|soon}}. Then a person will read it and answer you.

If you have something to add, answer this mail.

{{source.name}}

This is an automatic message.`,
};

const de: AcknowledgementTexts = {
  subject: "Ihre Nachricht ist bei uns eingegangen [Ticket #{{ticket.number}}]",
  text: `Guten Tag,

wir haben Ihre Nachricht erhalten. Ihre Ticketnummer ist {{ticket.number}}. Jemand von uns liest sie und antwortet Ihnen.

Wenn Sie etwas ergänzen möchten, antworten Sie auf diese Mail.

{{source.name}}

Dies ist eine automatische Nachricht.`,
  textOutside: `Guten Tag,

wir haben Ihre Nachricht erhalten. Ihre Ticketnummer ist {{ticket.number}}. Im Augenblick ist bei uns geschlossen; wir sind wieder da: {{hours.opens|bald}}. Dann liest jemand von uns Ihre Nachricht und antwortet Ihnen.

Wenn Sie etwas ergänzen möchten, antworten Sie auf diese Mail.

{{source.name}}

Dies ist eine automatische Nachricht.`,
};

const fr: AcknowledgementTexts = {
  subject: "Nous avons bien reçu votre message [Ticket #{{ticket.number}}]",
  text: `Bonjour,

nous avons bien reçu votre message. Votre numéro de ticket est le {{ticket.number}}. Une personne va le lire et vous répondre.

Pour ajouter quelque chose, répondez à ce message.

{{source.name}}

Ceci est un message automatique.`,
  textOutside: `Bonjour,

nous avons bien reçu votre message. Votre numéro de ticket est le {{ticket.number}}. Nous sommes fermés pour le moment et de retour : {{hours.opens|bientôt}}. Une personne le lira alors et vous répondra.

Pour ajouter quelque chose, répondez à ce message.

{{source.name}}

Ceci est un message automatique.`,
};

const es: AcknowledgementTexts = {
  subject: "Hemos recibido su mensaje [Ticket #{{ticket.number}}]",
  text: `Hola:

hemos recibido su mensaje. Su número de ticket es {{ticket.number}}. Una persona lo leerá y le responderá.

Si desea añadir algo, responda a este correo.

{{source.name}}

Este es un mensaje automático.`,
  textOutside: `Hola:

hemos recibido su mensaje. Su número de ticket es {{ticket.number}}. En este momento estamos cerrados; volvemos: {{hours.opens|pronto}}. Entonces una persona lo leerá y le responderá.

Si desea añadir algo, responda a este correo.

{{source.name}}

Este es un mensaje automático.`,
};

const it: AcknowledgementTexts = {
  subject: "Abbiamo ricevuto il tuo messaggio [Ticket #{{ticket.number}}]",
  text: `Buongiorno,

abbiamo ricevuto il tuo messaggio. Il numero del ticket è {{ticket.number}}. Una persona lo leggerà e ti risponderà.

Per aggiungere qualcosa, rispondi a questa mail.

{{source.name}}

Questo è un messaggio automatico.`,
  textOutside: `Buongiorno,

abbiamo ricevuto il tuo messaggio. Il numero del ticket è {{ticket.number}}. In questo momento siamo chiusi; torniamo: {{hours.opens|presto}}. Allora una persona lo leggerà e ti risponderà.

Per aggiungere qualcosa, rispondi a questa mail.

{{source.name}}

Questo è un messaggio automatico.`,
};

const pt: AcknowledgementTexts = {
  subject: "Recebemos a sua mensagem [Ticket #{{ticket.number}}]",
  text: `Olá,

recebemos a sua mensagem. O número do seu ticket é {{ticket.number}}. Uma pessoa vai lê-la e responder.

Se quiser acrescentar algo, responda a este e-mail.

{{source.name}}

Esta é uma mensagem automática.`,
  textOutside: `Olá,

recebemos a sua mensagem. O número do seu ticket é {{ticket.number}}. De momento estamos fechados; voltamos: {{hours.opens|em breve}}. Nessa altura uma pessoa vai lê-la e responder.

Se quiser acrescentar algo, responda a este e-mail.

{{source.name}}

Esta é uma mensagem automática.`,
};

const nl: AcknowledgementTexts = {
  subject: "We hebben uw bericht ontvangen [Ticket #{{ticket.number}}]",
  text: `Goedendag,

we hebben uw bericht ontvangen. Uw ticketnummer is {{ticket.number}}. Iemand van ons leest het en antwoordt u.

Wilt u iets toevoegen, beantwoord dan deze mail.

{{source.name}}

Dit is een automatisch bericht.`,
  textOutside: `Goedendag,

we hebben uw bericht ontvangen. Uw ticketnummer is {{ticket.number}}. Op dit moment zijn we gesloten; we zijn er weer: {{hours.opens|binnenkort}}. Dan leest iemand van ons het en antwoordt u.

Wilt u iets toevoegen, beantwoord dan deze mail.

{{source.name}}

Dit is een automatisch bericht.`,
};

const pl: AcknowledgementTexts = {
  subject: "Otrzymaliśmy Państwa wiadomość [Ticket #{{ticket.number}}]",
  text: `Dzień dobry,

otrzymaliśmy Państwa wiadomość. Numer zgłoszenia: {{ticket.number}}. Ktoś z nas ją przeczyta i odpowie.

Aby coś dodać, prosimy odpowiedzieć na tę wiadomość.

{{source.name}}

To jest wiadomość automatyczna.`,
  textOutside: `Dzień dobry,

otrzymaliśmy Państwa wiadomość. Numer zgłoszenia: {{ticket.number}}. W tej chwili nie pracujemy; wracamy: {{hours.opens|wkrótce}}. Wtedy ktoś z nas ją przeczyta i odpowie.

Aby coś dodać, prosimy odpowiedzieć na tę wiadomość.

{{source.name}}

To jest wiadomość automatyczna.`,
};

const sv: AcknowledgementTexts = {
  subject: "Vi har tagit emot ditt meddelande [Ticket #{{ticket.number}}]",
  text: `Hej!

Vi har tagit emot ditt meddelande. Ditt ärendenummer är {{ticket.number}}. En av oss läser det och svarar dig.

Vill du lägga till något svarar du på det här mejlet.

{{source.name}}

Det här är ett automatiskt meddelande.`,
  textOutside: `Hej!

Vi har tagit emot ditt meddelande. Ditt ärendenummer är {{ticket.number}}. Just nu har vi stängt; vi är tillbaka: {{hours.opens|snart}}. Då läser en av oss det och svarar dig.

Vill du lägga till något svarar du på det här mejlet.

{{source.name}}

Det här är ett automatiskt meddelande.`,
};

const da: AcknowledgementTexts = {
  subject: "Vi har modtaget din henvendelse [Ticket #{{ticket.number}}]",
  text: `Hej

Vi har modtaget din henvendelse. Dit sagsnummer er {{ticket.number}}. En af os læser den og svarer dig.

Vil du tilføje noget, så svar på denne mail.

{{source.name}}

Dette er en automatisk besked.`,
  textOutside: `Hej

Vi har modtaget din henvendelse. Dit sagsnummer er {{ticket.number}}. Lige nu har vi lukket; vi er tilbage: {{hours.opens|snart}}. Så læser en af os den og svarer dig.

Vil du tilføje noget, så svar på denne mail.

{{source.name}}

Dette er en automatisk besked.`,
};

export const acknowledgementTexts: Readonly<Record<AcknowledgementLanguage, AcknowledgementTexts>> = {
  en,
  de,
  fr,
  es,
  it,
  pt,
  nl,
  pl,
  sv,
  da,
};
