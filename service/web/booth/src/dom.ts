// Elements without markup in strings: nothing that is shown can become code.

export type Child = Node | string | null | false | undefined | Child[];
type Value = string | number | boolean | null | undefined | ((event: Event) => void);

/** An element. Functions become listeners (`click: …`); `true` an empty attribute; null none. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Record<string, Value> = {}, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child) element.append(child);
  }
}

/** An SVG element, for the QR code. */
export function svg(tag: string, attributes: Record<string, string>, ...children: Node[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function p(...children: Child[]): HTMLParagraphElement {
  return h('p', {}, ...children);
}

/** The one primary button of a page. */
export function primary(label: string, click: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'button primary', click }, label);
}

export function secondary(label: string, click: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'button', click }, label);
}

export function link(label: string, href: string): HTMLAnchorElement {
  return h('a', { href }, label);
}

/** Text under a heading that opens in place. */
export function details(summary: string, ...children: Child[]): HTMLDetailsElement {
  return h('details', {}, h('summary', {}, summary), ...children);
}

export function list(items: Child[], kind: 'ul' | 'ol' = 'ul', name = ''): HTMLElement {
  return h(kind, { class: name || null }, items.map((item) => h('li', {}, item)));
}

/** The ways on at the end of a page. */
export function foot(...ways: Child[]): HTMLElement {
  return h('nav', { class: 'foot', 'aria-label': 'More' }, list(ways.filter(Boolean)));
}

/** What went wrong with a form, first on the page, with a way to the field. Source: GOV.UK. */
export function errorSummary(text: string, field?: string): HTMLElement {
  const what = field ? h('a', { href: `#${field}`, click: (event) => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  } }, text) : text;
  return h('div', { class: 'error-summary', role: 'alert', tabindex: -1 },
    h('h2', {}, 'There is a problem'), p(what));
}

/** A long code in groups that can be read aloud. */
export function code(text: string): HTMLElement {
  const groups = text.match(/.{1,4}/g) ?? [];
  return h('code', { class: 'long' }, groups.join(' '));
}
