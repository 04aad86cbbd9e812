// What the editor can hold: bold, italic, lists, links, quotes, code, pictures, and in a note the names of colleagues. No more.
import { type Extensions, mergeAttributes, Node } from "@tiptap/core";
import { Image } from "@tiptap/extension-image";
import { Link } from "@tiptap/extension-link";
import { Placeholder } from "@tiptap/extension-placeholder";
import { StarterKit } from "@tiptap/starter-kit";

const uploadId = /^[\w-]{1,64}$/;

/** A picture of ours. One that is pasted with its foreign address is left out: loading it would tell its server who reads. */
const Picture = Image.extend({
  addAttributes() {
    return {
      src: { default: null },
      alt: { default: "" },
      upload: {
        default: "",
        parseHTML: (element) => element.dataset["upload"] ?? "",
        renderHTML: ({ upload }) => ({ "data-upload": String(upload) }),
      },
    };
  },
  parseHTML() {
    return [{ tag: "img[data-upload]", getAttrs: (element) => uploadId.test(element.dataset["upload"] ?? "") && null }];
  },
}).configure({ inline: true });

const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes() {
    return {
      agent: {
        default: "",
        parseHTML: (element) => element.dataset["mention"] ?? "",
        renderHTML: ({ agent }) => ({ "data-mention": String(agent) }),
      },
      label: {
        default: "",
        parseHTML: (element) => (element.textContent ?? "").replace(/^@/, ""),
        renderHTML: () => ({}),
      },
    };
  },
  parseHTML: () => [{ tag: "span[data-mention]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["span", mergeAttributes(HTMLAttributes), `@${String(node.attrs["label"])}`],
  renderText: ({ node }) => `@${String(node.attrs["label"])}`,
});

export function extensionsOf(placeholder: () => string): Extensions {
  return [
    StarterKit.configure({
      heading: false,
      horizontalRule: false,
      strike: false,
      underline: false,
      trailingNode: false,
      link: false,
      dropcursor: { class: "drop-cursor", color: false },
    }),
    Link.configure({
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
      isAllowedUri: (url, { defaultValidate }) => /^(https?:|mailto:|tel:)/i.test(url) && defaultValidate(url),
    }),
    Placeholder.configure({ placeholder }),
    Picture,
    Mention,
  ];
}
