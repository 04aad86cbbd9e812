// How each provider is told to forward: the steps in its own words, in order. The guide in docs/channels/forwarding.md says the same at length.
import type { ForwardingSettings } from "#contract/sources.ts";

type ProviderId = ForwardingSettings["provider"];

export interface ProviderStep {
  text: string;
  /** What to paste there. */
  copy?: "address" | "publicAddress";
}

export interface Provider {
  id: ProviderId;
  name: string;
  /** When this is the right way. */
  when: string;
  steps: readonly ProviderStep[];
  /** What goes wrong most often, and the remedy. */
  mind: string;
}

export const providers: readonly Provider[] = [
  {
    id: "google-workspace",
    name: "Google Workspace",
    when: "You administer the domain.",
    steps: [
      { text: "Open the Admin console: Apps → Google Workspace → Gmail → Routing." },
      { text: "At “Email forwarding using recipient address map”, choose Configure, or Add another rule." },
      { text: "As the address customers write to, enter", copy: "publicAddress" },
      { text: "As the address it maps to, enter", copy: "address" },
      { text: "Tick “Also route to original destination” to keep a copy in the mailbox, then save." },
    ],
    mind: "No confirmation is needed this way. Google takes up to an hour, mostly a few minutes, until a new rule works.",
  },
  {
    id: "gmail",
    name: "Gmail",
    when: "One mailbox, without an administrator.",
    steps: [
      { text: "In Gmail on a computer: the gear → See all settings → Forwarding and POP/IMAP." },
      { text: "Choose “Add a forwarding address” and enter", copy: "address" },
      { text: "Google now sends a confirmation to that address. Inlet catches it and shows its code and link on this page." },
      { text: "Open the link, or type the code in at Gmail." },
      {
        text: "Back in the same tab of Gmail, choose “Forward a copy of incoming mail to”, keep Gmail's copy in the inbox, and save the changes at the foot of the page.",
      },
    ],
    mind: "Adding the address alone forwards nothing: the last step is the one that is forgotten.",
  },
  {
    id: "microsoft-365",
    name: "Microsoft 365",
    when: "A user or shared mailbox in Exchange Online.",
    steps: [
      { text: "Open the Exchange admin center: Recipients → Mailboxes, and choose the mailbox." },
      { text: "Open Manage email forwarding, and switch on “Forward all emails sent to this mailbox”." },
      { text: "As the forwarding address, enter", copy: "address" },
      { text: "Tick “Keep a copy of forwarded messages in this mailbox”, then save." },
      {
        text: "Microsoft blocks forwarding to other domains unless you allow it: in Microsoft Defender, open Policies & rules → Threat policies → Anti-spam, and in an outbound policy for this mailbox set “Automatic forwarding rules” to On.",
      },
    ],
    mind: "If the check never arrives, it is nearly always the outbound policy. The sender then gets a refusal with the code 5.7.520.",
  },
  {
    id: "cpanel",
    name: "cPanel",
    when: "Mail at a web host.",
    steps: [
      { text: "In cPanel, open Email → Forwarders → Add Forwarder." },
      { text: "As the address to forward, enter", copy: "publicAddress" },
      { text: "Choose “Forward to Email Address” and enter", copy: "address" },
      { text: "Choose Add Forwarder." },
    ],
    mind: "Keep the mailbox itself if you want a copy there. A spam filter that deletes before it forwards also keeps mail from Inlet.",
  },
  {
    id: "group",
    name: "A group or alias",
    when: "A Google group, a distribution list, an alias.",
    steps: [
      { text: "Open the group, list or alias, and add a member or target:", copy: "address" },
      { text: "Have it deliver each message singly: no digests." },
      { text: "Allow anybody to post to it, or customers are refused." },
    ],
    mind: "Some groups put their own address in the place of the sender's. The check below tells you; an alias or a routing rule does not do it.",
  },
  {
    id: "other",
    name: "Another provider",
    when: "Anything that can forward.",
    steps: [
      { text: "Look for “forwarding”, “redirect” or “routing” in the settings of the mailbox or the domain." },
      { text: "Forward every message to", copy: "address" },
      { text: "If you can choose, take “redirect” rather than “forward”: it leaves the sender as it is." },
    ],
    mind: "If your provider asks the target to confirm, the mail with the link shows in Intake.",
  },
];

export function providerOf(id: string | undefined): Provider {
  return providers.find((provider) => provider.id === id) ?? (providers[0] as Provider);
}
