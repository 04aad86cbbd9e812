// The place to write: formatted text with pictures, a list under the cursor for canned replies and colleagues.
import type { Editor } from "@tiptap/core";
import { EditorContent, useEditor } from "@tiptap/react";
import { type CSSProperties, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import styles from "./editor.module.css";
import { extensionsOf } from "./extensions.ts";
import { plainText } from "./plain-text.ts";
import { listId, optionId, type Suggestion, SuggestionList } from "./suggestion-list.tsx";
import { type Asked, askedAtCursor } from "./suggestions.ts";
import { FormatBar } from "./format-bar.tsx";

export interface Written {
  html: string;
  text: string;
  /** Agents named in it. */
  mentions: string[];
}

export interface Pen {
  /** Behind the last word; as soon as it can. */
  focus(): void;
  insert(html: string): void;
  written(): Written;
}

export interface EditorProps {
  pen?: Ref<Pen>;
  label: string;
  placeholder: string;
  initial: string;
  changed: (written: Written) => void;
  /** What the signs ask for; signs that are not here stay text. */
  suggestions?: Partial<Record<"/" | "@", readonly Suggestion[]>>;
  /** Gives what takes the place of the asked words. */
  take?: (sign: "/" | "@", suggestion: Suggestion) => Promise<string>;
  /** Keeps a picture and has it placed, once it is somewhere; not where it could not be kept (which has been said). */
  keepPicture?: (file: File, place: (kept: { id: string; src: string; name: string }) => void) => void;
  /** Files that are no pictures, dropped or pasted. */
  files?: (files: File[]) => void;
  send?: (andClose: boolean) => void;
  leave?: () => void;
  /** What belongs to the text and stands right below it. */
  below?: ReactNode;
  /** What else stands in the row of formats. */
  tools?: ReactNode;
}

export function RichEditor(props: EditorProps) {
  const latest = useRef(props);
  latest.current = props;
  const field = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [at, setAt] = useState(0);
  const [linking, setLinking] = useState(false);
  const dismissed = useRef<number | null>(null);

  const offered = asked === null ? [] : narrowed(props.suggestions?.[asked.sign] ?? [], asked.query);
  const popup = useRef({ asked, offered, at });
  popup.current = { asked, offered, at: Math.min(at, offered.length - 1) };

  const look = (editor: Editor) => {
    const signs = Object.keys(latest.current.suggestions ?? {}).join("");
    const found = editor.isFocused ? askedAtCursor(editor, signs) : null;
    if (found === null || found.from !== dismissed.current) dismissed.current = null;
    setAsked(dismissed.current === null ? found : null);
    setAt(0);
  };
  const take = async (index: number) => {
    const { asked: wanted, offered: list } = popup.current;
    const suggestion = list[index];
    if (editor === null || wanted === null || suggestion === undefined || latest.current.take === undefined) return;
    setAsked(null);
    const html = await latest.current.take(wanted.sign, suggestion);
    if (html !== "") editor.chain().focus().deleteRange({ from: wanted.from, to: wanted.to }).insertContent(html).run();
  };

  const onKey = (event: KeyboardEvent): boolean => {
    if (event.isComposing) return false;
    if (popup.current.asked !== null) {
      if (event.key === "Escape") {
        dismissed.current = popup.current.asked.from;
        setAsked(null);
        return true;
      }
      const count = popup.current.offered.length;
      if (count > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        setAt((popup.current.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
        return true;
      }
      if (count > 0 && (event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) {
        void take(popup.current.at);
        return true;
      }
    }
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter" && latest.current.send !== undefined) {
      latest.current.send(event.shiftKey);
      return true;
    }
    if (command && event.key.toLowerCase() === "k") {
      setLinking(true);
      return true;
    }
    if (event.key === "Escape" && latest.current.leave !== undefined) {
      latest.current.leave();
      return true;
    }
    return false;
  };

  // Gives whether the files were taken.
  const takeFiles = (list: FileList | undefined, position?: number): boolean => {
    const given = [...(list ?? [])];
    if (given.length === 0) return false;
    const others = given.filter((file) => !isPicture(file) || latest.current.keepPicture === undefined);
    for (const picture of given.filter((file) => !others.includes(file))) insertPicture(picture, position);
    if (others.length > 0) latest.current.files?.(others);
    return true;
  };
  const insertPicture = (file: File, position?: number) =>
    latest.current.keepPicture?.(file, (kept) => {
      if (editor === null || editor.isDestroyed) return;
      const node = { type: "image", attrs: { src: kept.src, alt: kept.name, upload: kept.id } };
      editor
        .chain()
        .focus()
        .insertContentAt(Math.min(position ?? editor.state.selection.to, editor.state.doc.content.size), node)
        .run();
    });

  const editor: Editor | null = useEditor({
    // Made when the component stands: React may throw a first render away, and the editor with it.
    immediatelyRender: false,
    extensions: extensionsOf(() => latest.current.placeholder),
    content: props.initial,
    // Styles are ours; an element of the library's own would be one more that the security policy has to allow.
    injectCSS: false,
    onUpdate: ({ editor: changed }) => {
      latest.current.changed(writtenIn(changed));
      look(changed);
    },
    onSelectionUpdate: ({ editor: changed }) => look(changed),
    onBlur: () => setAsked(null),
    editorProps: {
      attributes: () => ({
        class: styles.paper ?? "",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": latest.current.label,
        spellcheck: "true",
        ...(popup.current.asked === null || popup.current.offered.length === 0
          ? {}
          : { "aria-controls": listId, "aria-activedescendant": optionId(popup.current.at) }),
      }),
      // They would be thrown away all the same; but the security policy reports each one that it sees parsed.
      transformPastedHTML: (html) => html.replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""),
      handleKeyDown: (_view, event) => onKey(event),
      handlePaste: (_view, event) => takeFiles(pastedFiles(event)),
      handleDrop: (view, event, _slice, moved) =>
        !moved && takeFiles(event.dataTransfer?.files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
    },
  });

  // Asked for before the editor was there.
  const wanted = useRef(false);
  useEffect(() => {
    if (editor === null || editor.isDestroyed) return;
    if (wanted.current) editor.commands.focus("end");
    wanted.current = false;
  }, [editor]);
  useImperativeHandle(props.pen, () => ({
    focus: () => {
      if (editor === null || editor.isDestroyed) wanted.current = true;
      else editor.commands.focus("end");
    },
    insert: (html) => void editor?.chain().focus().insertContent(html).run(),
    written: () => (editor === null ? { html: "", text: "", mentions: [] } : writtenIn(editor)),
  }));

  return (
    <>
      <div className={styles.field} ref={field}>
        <div className={styles.scroller}>
          <EditorContent editor={editor} />
          {props.below}
        </div>
        {asked === null || editor === null || props.suggestions?.[asked.sign] === undefined ? null : (
          <SuggestionList
            label={asked.sign === "/" ? "Canned replies" : "Colleagues"}
            empty={emptyWords(asked, (props.suggestions[asked.sign] ?? []).length)}
            suggestions={offered}
            current={popup.current.at}
            place={placeOf(editor, field.current, asked.from)}
            hover={setAt}
            take={(index) => void take(index)}
          />
        )}
      </div>
      {editor === null ? null : (
        <FormatBar editor={editor} linking={linking} setLinking={setLinking}>
          {props.tools}
        </FormatBar>
      )}
    </>
  );
}

function writtenIn(editor: Editor): Written {
  const mentions = new Set<string>();
  editor.state.doc.descendants((node) => {
    if (node.type.name === "mention") mentions.add(String(node.attrs["agent"]));
  });
  return { html: editor.isEmpty ? "" : editor.getHTML(), text: plainText(editor.getJSON()), mentions: [...mentions] };
}

function narrowed(all: readonly Suggestion[], query: string): readonly Suggestion[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => words.every((word) => one.word.toLowerCase().includes(word))).slice(0, 8);
}

function emptyWords(asked: Asked, known: number): string {
  if (asked.sign === "@") return "No colleague has this name.";
  return known === 0 ? "No canned replies yet. Write the first in Settings." : "No canned reply has these words.";
}

// Above the cursor where there is room, for the composer stands at the foot of the page.
function placeOf(editor: Editor, field: HTMLElement | null, from: number): CSSProperties {
  if (field === null) return {};
  const cursor = editor.view.coordsAtPos(Math.min(from, editor.state.doc.content.size));
  const box = field.getBoundingClientRect();
  const left = Math.max(0, Math.min(cursor.left - box.left, box.width - 300));
  return cursor.top > 300 ? { left, bottom: box.bottom - cursor.top + 4 } : { left, top: cursor.bottom - box.top + 4 };
}

// A table program gives its cells as a picture as well: where there is text, the text is meant.
function pastedFiles(event: ClipboardEvent): FileList | undefined {
  const clipboard = event.clipboardData;
  return clipboard === null || clipboard.types.includes("text/plain") ? undefined : clipboard.files;
}

function isPicture(file: File): boolean {
  return /^image\/(png|jpeg|gif|webp)$/.test(file.type);
}
