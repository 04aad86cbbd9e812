// The keys, on one sheet.
import { Kbd, Modal } from "@mantine/core";
import styles from "./shortcuts.module.css";

const groups: readonly { name: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    name: "Everywhere",
    keys: [
      ["⌘ K", "Find tickets and pages"],
      ["g i", "Inbox"],
      ["g n", "Intake"],
      ["g s", "Sources"],
      ["g t", "Settings"],
      ["z", "Undo"],
      ["?", "This sheet"],
    ],
  },
  {
    name: "Lists",
    keys: [
      ["j / k", "Down, up"],
      ["Enter", "Open"],
      ["x", "Select"],
      ["Shift x", "Select up to here"],
      ["/", "Search"],
      ["Esc", "Back, clear"],
    ],
  },
  {
    name: "Tickets",
    keys: [
      ["r", "Answer"],
      ["n", "Note for colleagues"],
      ["e", "Resolve"],
      ["a", "Assign"],
      ["s", "State"],
      ["p", "Priority"],
      ["w", "Why is this here?"],
    ],
  },
  {
    name: "Writing",
    keys: [
      ["⌘ Enter", "Send, or add the note"],
      ["⌘ ⇧ Enter", "Send and close"],
      ["/", "Canned reply"],
      ["@", "Name a colleague, in a note"],
      ["⌘ K", "Link"],
      ["Esc", "Put it away; the draft stays"],
    ],
  },
  {
    name: "Set aside",
    keys: [
      ["r", "Release as a new ticket"],
      ["d", "Dismiss"],
    ],
  },
];

export function Shortcuts({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title="Keys" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <div className={styles.sheet}>
        {groups.map((group) => (
          <section key={group.name}>
            <h3 className={styles.name}>{group.name}</h3>
            <dl className={styles.list}>
              {group.keys.map(([key, meaning]) => (
                <div key={key} className={styles.row}>
                  <dt>
                    <Kbd>{key}</Kbd>
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
