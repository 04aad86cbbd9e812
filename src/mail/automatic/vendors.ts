// Header fields by which answering machines, notifiers, desks and filters of known makers are recognised.

/** What responders set instead of Auto-Submitted, or besides. A value that means `no` does not count. */
export const responderFields = [
  "x-autoreply",
  "x-auto-reply",
  "x-autoreply-from",
  "x-autorespond",
  "autorespond",
  "x-autoresponder",
  "x-auto-responder",
  "x-autoresponse",
  "x-mail-autoreply",
  "x-holidayreply",
  "x-vacation",
  "x-out-of-office",
  "x-fc-machinegenerated",
];

/** Programs that write about what happened somewhere: trackers, hosts, forges, shops, networks. */
export const notificationFields = [
  "x-auto-generated",
  "x-cron-env",
  "x-facebook",
  "x-facebook-notify",
  "x-linkedin-class",
  "x-linkedin-template",
  "x-twittercreatedat",
  "x-github-reason",
  "x-github-sender",
  "x-gitlab-project",
  "x-gitlab-notificationreason",
  "x-gitlab-pipeline-id",
  "x-gitea-reason",
  "x-forgejo-reason",
  "x-gerrit-messagetype",
  "x-phabricator-sent-this-message",
  "x-phabricator-mail-tags",
  "x-launchpad-message-rationale",
  "x-launchpad-notification-type",
  "x-bugzilla-type",
  "x-bugzilla-reason",
  "x-trac-project",
  "x-redmine-project",
  "x-redmine-host",
  "x-jira-fingerprint",
  "x-discourse-topic-id",
  "x-discourse-post-id",
  "x-jenkins-job",
  "x-jenkins-result",
  "x-sentry-project",
  "x-sentry-logger",
  "x-ebay-mailtracker",
  "x-email-type-id",
  "x-pp-email-transmission-id",
  "x-stripe-eid",
  "x-moodle-originating-script",
  "x-phpbb-origin",
];

/**
 * Filters that make the sender prove to be a person: ASK, Bluebottle, SpamLion, Spamazoid. BoxTrapper (X-Boxtrapper) and TMDA
 * (X-Delivery-Agent) mark letters too, which they pass on or which their users write, so those two are known by their words.
 */
export const challengeFields = ["x-askversion", "x-bluebottle-request", "spamlion", "x-spamlion", "x-spamazoid-md"];

/** One mail of many: services that send campaigns. Each also carries letters, so none counts without a way to unsubscribe. */
export const campaignFields = [
  "feedback-id",
  "x-campaign",
  "x-campaign-id",
  "x-campaignid",
  "x-mc-user",
  "x-csa-complaints",
  "x-report-abuse",
  "x-bulkmail",
  "x-rpcampaign",
  "x-job",
  "x-sfmc-stack",
  "x-mj-mid",
  "x-mandrill-user",
  "x-mailgun-tag",
  "x-sg-eid",
];

/** Fields of an unknown maker that name what they are: `X-Acme-AutoReply`. */
export function isResponderName(name: string): boolean {
  if (!/auto|holiday|vacation|machine/.test(name) || !name.startsWith("x-") || name.length > 60) return false;
  return responderName.test(name) && !otherUse.test(name);
}

const responderName =
  /auto[_-]?(?:repl(?:y|ied)|respon[ds]|answer)|holiday[_-]?reply|vacation[_-]?(?:reply|response|message)|machine[_-]?generated/;
const otherUse = /suppress|forward|white|black|learn|detect|allow|exclude|spam|policy|expire|delete|classif/;

/**
 * Other desks, by the second word of their fields' names (`X-Zendesk-…`). What they send may be an agent's own words; two desks
 * that thank each other never end.
 */
const ticketSystems = new Set(
  (
    "zendesk freshdesk freshservice servicenow otrs otobo znuny zammad helpscout intercom gorgias kayako osticket freescout rt glpi " +
    "hesk uvdesk liveagent deskpro happyfox kustomer reamaze frappe faveo jitbit"
  ).split(" "),
);

export function isTicketSystemName(name: string): boolean {
  if (!name.startsWith("x-")) return name === "rt-ticket" || name === "rt-originator";
  const end = name.indexOf("-", 2);
  return end !== -1 && ticketSystems.has(name.slice(2, end));
}

/** The same by the program they name in X-Mailer, X-Powered-By or User-Agent, in lower case. */
export const ticketSystemPrograms =
  /^(?:zendesk|freshdesk|otrs|otobo|znuny|zammad|osticket|freescout|faveo|kayako|hesk|uvdesk|liveagent|glpi|request tracker|helpspot|deskpro|servicenow|sysaid|topdesk|manageengine|spiceworks|vtiger|sap (?:netweaver|web application server))/;
