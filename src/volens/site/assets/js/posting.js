// Pasting from Word or a page: what stands in lists and paragraphs stays so, as plain text. The server cleans it too.

const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "TABLE", "UL", "OL", "BLOCKQUOTE", "PRE", "SECTION"]);

function plain(node, out) {
  if (node.nodeType === Node.TEXT_NODE) {
    out.push(node.data.replace(/\s+/g, " "));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || ["STYLE", "SCRIPT", "META", "TITLE", "XML"].includes(node.tagName)) return;
  // Word marks its list items by a class or a style and writes the bullet as text with mso-list: Ignore.
  const style = node.getAttribute("data-style") || "";
  if (/mso-list:\s*ignore/i.test(style)) return;
  const item = node.tagName === "LI" || /mso-list/i.test(style) || /MsoListParagraph/i.test(node.className);
  const block = BLOCKS.has(node.tagName);
  if (item) out.push("\n• ");
  else if (block) out.push("\n\n");
  else if (node.tagName === "BR" || node.tagName === "TR") out.push("\n");
  node.childNodes.forEach((child) => plain(child, out));
  if (block && !item) out.push("\n\n");
}

export function textOf(html) {
  const out = [];
  // The page's policy forbids styles, also in what is only parsed: Word's are kept as data, its sheets dropped.
  html = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-style=");
  plain(new DOMParser().parseFromString(html, "text/html").body, out);
  return out.join("").replace(/[ \t\u00a0]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").replace(/•\s+/g, "• ").trim();
}

document.querySelectorAll("textarea[data-paste]").forEach((area) => {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || !/<(?:p|li|br|div|h[1-6])\b/i.test(html)) return;
    const text = textOf(html);
    if (!text) return;
    event.preventDefault();
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
