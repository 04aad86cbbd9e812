// The row of formats: one stop for the Tab key, arrows within (ARIA toolbar pattern).
import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { IconBlockquote, IconBold, IconCode, IconItalic, IconLink, IconList, IconListNumbers } from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import styles from "./format-bar.module.css";

const icon = { size: 17, stroke: 1.7 } as const;
const formats = [
  {
    name: "Bold",
    key: "⌘B",
    mark: "bold",
    picture: <IconBold {...icon} />,
    toggle: (editor: Editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    name: "Italic",
    key: "⌘I",
    mark: "italic",
    picture: <IconItalic {...icon} />,
    toggle: (editor: Editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: "List",
    key: "",
    mark: "bulletList",
    picture: <IconList {...icon} />,
    toggle: (editor: Editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: "Numbered list",
    key: "",
    mark: "orderedList",
    picture: <IconListNumbers {...icon} />,
    toggle: (editor: Editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    name: "Quote",
    key: "",
    mark: "blockquote",
    picture: <IconBlockquote {...icon} />,
    toggle: (editor: Editor) => editor.chain().focus().toggleBlockquote().run(),
  },
  {
    name: "Code",
    key: "⌘E",
    mark: "code",
    picture: <IconCode {...icon} />,
    // A few words are code within a line; several lines are a block.
    toggle: (editor: Editor) => {
      const { $from, $to } = editor.state.selection;
      if (editor.isActive("codeBlock") || !$from.sameParent($to)) return editor.chain().focus().toggleCodeBlock().run();
      return editor.chain().focus().toggleCode().run();
    },
  },
] as const;

export function FormatBar(props: {
  editor: Editor;
  linking: boolean;
  setLinking: (open: boolean) => void;
  children?: ReactNode;
}) {
  const { editor } = props;
  const active = useEditorState({
    editor,
    selector: ({ editor: shown }) => ({
      marks: formats
        .filter(({ mark }) => shown.isActive(mark) || (mark === "code" && shown.isActive("codeBlock")))
        .map(({ mark }) => mark),
      href: shown.isActive("link") ? String(shown.getAttributes("link")["href"] ?? "") : null,
    }),
  });
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons take the focus (ARIA toolbar pattern)
    <div className={styles.bar} role="toolbar" aria-label="Formats and files" onKeyDown={moveFocus}>
      {formats.map((format, at) => (
        <ActionIcon
          key={format.mark}
          size={30}
          tabIndex={at === 0 ? 0 : -1}
          className={styles.format}
          aria-label={format.name}
          aria-pressed={active.marks.includes(format.mark)}
          title={format.key === "" ? format.name : `${format.name} (${format.key})`}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => format.toggle(editor)}
        >
          {format.picture}
        </ActionIcon>
      ))}
      <LinkButton editor={editor} href={active.href} open={props.linking} setOpen={props.setLinking} />
      {props.children}
    </div>
  );
}

function LinkButton(props: { editor: Editor; href: string | null; open: boolean; setOpen: (open: boolean) => void }) {
  const { editor, href, open, setOpen } = props;
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="top-start" width={320}>
      <Popover.Target>
        <ActionIcon
          size={30}
          tabIndex={-1}
          className={styles.format}
          aria-label="Link"
          aria-pressed={href !== null}
          title="Link (⌘K)"
          onClick={() => setOpen(!open)}
        >
          <IconLink {...icon} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>{open ? <LinkForm editor={editor} href={href} close={() => setOpen(false)} /> : null}</Popover.Dropdown>
    </Popover>
  );
}

function LinkForm({ editor, href, close }: { editor: Editor; href: string | null; close: () => void }) {
  const [address, setAddress] = useState(href ?? "");
  const [trouble, setTrouble] = useState<string | null>(null);
  const set = () => {
    const target = completed(address.trim());
    if (target === null) return setTrouble("This is not an address that a link can lead to.");
    const chain = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && href === null)
      chain.insertContent({ type: "text", text: address.trim(), marks: [{ type: "link", attrs: { href: target } }] }).run();
    else chain.setLink({ href: target }).run();
    close();
  };
  return (
    <form
      className={styles.link}
      onSubmit={(event) => {
        event.preventDefault();
        // The composer is no form, but a form in a form would send both.
        event.stopPropagation();
        set();
      }}
    >
      <TextInput
        label="Link to"
        placeholder="https://…"
        data-autofocus
        value={address}
        error={trouble}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <div className={styles.linkActs}>
        <Button type="submit" size="compact-sm" disabled={address.trim() === ""}>
          Set the link
        </Button>
        {href === null ? null : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              editor.chain().focus().extendMarkRange("link").unsetLink().run();
              close();
            }}
          >
            Remove it
          </Button>
        )}
      </div>
    </form>
  );
}

function completed(address: string): string | null {
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(address)) return address;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`;
  return /^[^\s:/]+\.[^\s:/]+(\/\S*)?$/.test(address) ? `https://${address}` : null;
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(":scope > button:not(:disabled)")];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: stops.length - 1 }[event.key] ?? here;
  stops[(next + stops.length) % stops.length]?.focus();
  event.preventDefault();
}
