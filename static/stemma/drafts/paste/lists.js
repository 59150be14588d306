// Lists as word processors write them, put into the shape that HTML has for them.

// "1", "1.1.", "(a)", "iv.". A letter alone is a bullet: "o", or a letter of a font of signs.
const NUMBER = /^\(?(?:(?:\d+\.)*(\d+)[.)]?|(?:[a-z]|[ivxlcdm]+)[.)])$/i;

function newItem(list, content) {
  const item = list.ownerDocument.createElement("li");
  item.append(...content);
  list.append(item);
  return item;
}

function newList(document, { ordered, start }) {
  const list = document.createElement(ordered ? "ol" : "ul");
  if (ordered && start > 1) list.setAttribute("start", String(start));
  return list;
}

/** Return {level, ordered, start} of a paragraph that Word shows as an item of a list, or null. */
function wordItem(paragraph, styleOf) {
  const level = styleOf(paragraph).get("mso-list")?.match(/\blevel(\d+)/)?.[1];
  if (!level) return null;
  const marker = Array.from(paragraph.querySelectorAll("span")).find((span) => styleOf(span).get("mso-list") === "ignore");
  const sign = marker?.textContent.replaceAll(/[\s\u00a0]/g, "") ?? "";
  marker?.remove();
  const number = sign.match(NUMBER);
  return { level: Number(level), ordered: number !== null, start: Number(number?.[1] ?? 1) };
}

/** Turn the paragraphs that Word writes for the items of lists into nested lists. Numbered headings stay headings. */
function nestWordItems(document, styleOf) {
  let open = [];
  for (const paragraph of document.querySelectorAll("p, div")) {
    const item = wordItem(paragraph, styleOf);
    if (!item) continue;
    if (open[0]?.list !== paragraph.previousElementSibling) open = [];
    while (open.length > 0 && open.at(-1).level > item.level) open.pop();
    if (open.at(-1)?.level === item.level && open.at(-1).list.localName !== (item.ordered ? "ol" : "ul")) open.pop();
    if (open.at(-1)?.level !== item.level) {
      const list = newList(document, item);
      const around = open.at(-1)?.list.lastElementChild;
      if (around) around.append(list);
      else paragraph.before(list);
      open.push({ level: item.level, list });
    }
    newItem(open.at(-1).list, paragraph.childNodes);
    paragraph.remove();
  }
}

/** Put each list that is a child of a list into the item before it, as Google Docs and older web pages need. */
function nestLooseLists(document) {
  for (const list of document.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
    else list.before(newItem(list.parentElement, [list]));
  }
}

/** Join the lists of one item each that Word for the web writes, by the level of their items. */
function joinWebLists(document) {
  let open = [];
  for (const wrapper of document.querySelectorAll(".ListContainerWrapper")) {
    const [list, item] = [wrapper.querySelector("ul, ol"), wrapper.querySelector("li")];
    if (!list || !item) continue;
    const level = Number(item.dataset.ariaLevel) || 1;
    if (open[0]?.wrapper !== wrapper.previousElementSibling) open = [];
    while (open.length > 0 && open.at(-1).level > level) open.pop();
    if (open.length === 1 && open[0].level === level && open[0].list.localName !== list.localName) open = [];
    const around = open.at(-1);
    if (!around) open = [{ level, list, wrapper }];
    else if (around.level === level) around.list.append(item);
    else {
      around.list.lastElementChild.append(list);
      open.push({ level, list, wrapper: open[0].wrapper });
    }
    if (around) wrapper.remove();
  }
}

/** Join numbered lists that continue one another, such as those of Notion. */
function joinContinued(document) {
  for (const list of document.querySelectorAll("ol + ol[start]")) {
    const before = list.previousElementSibling;
    const next = Number(before.getAttribute("start") ?? 1) + before.children.length;
    if (Number(list.getAttribute("start")) !== next) continue;
    before.append(...list.children);
    list.remove();
  }
}

export function mendLists(document, styleOf) {
  nestWordItems(document, styleOf);
  joinWebLists(document);
  nestLooseLists(document);
  joinContinued(document);
}

/** Whether the box of a task is ticked, or null if the element is not a box. */
export function tickOf(element) {
  if (element.localName === "input" && element.type === "checkbox") return element.hasAttribute("checked");
  if (element.getAttribute("role") === "checkbox") return element.getAttribute("aria-checked") === "true";
  if (element.classList.contains("checkbox")) return element.classList.contains("checkbox-on");
  return null;
}
