// The HTML half of a mail, from what the editor holds: nothing of the console's own in it, and pictures named as parts of the same mail.

/** `cid:` and the upload's id: the server puts the part's real Content-ID there. */
export const pictureScheme = "cid:";

/** Needs a document (a browser). "" where there is nothing to send. */
export function mailHtml(editorHtml: string): string {
  const body = new DOMParser().parseFromString(editorHtml, "text/html").body;
  for (const picture of body.querySelectorAll("img")) {
    const upload = picture.dataset["upload"] ?? "";
    if (upload === "") {
      picture.remove();
      continue;
    }
    for (const name of picture.getAttributeNames()) if (name !== "alt") picture.removeAttribute(name);
    picture.setAttribute("src", pictureScheme + upload);
  }
  for (const item of body.querySelectorAll("li")) unwrapOnlyParagraph(item);
  for (const element of body.querySelectorAll("[class], [data-mention]")) {
    element.removeAttribute("class");
    element.removeAttribute("data-mention");
  }
  // An empty line is height zero to a mail program unless something stands in it.
  for (const paragraph of body.querySelectorAll("p:empty")) paragraph.append(document.createElement("br"));
  while (isBlank(body.lastElementChild)) body.lastElementChild?.remove();
  return body.innerHTML;
}

// Mail programs give a paragraph margins, which tear a list apart.
function unwrapOnlyParagraph(item: Element): void {
  const first = item.firstElementChild;
  if (first?.tagName === "P" && item.querySelectorAll(":scope > p").length === 1) first.replaceWith(...first.childNodes);
}

function isBlank(element: Element | null): boolean {
  return element?.tagName === "P" && (element.textContent ?? "").trim() === "" && element.querySelector("img") === null;
}
