// Elements made from text alone: nothing that a person typed can become markup.

/**
 * One element. Of `fields`, `on` maps events to handlers, `data` fills data-…, `class` is the class;
 * true and false set or leave an attribute. Children are elements or text; nothing when null.
 */
export function el(tag, fields = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === 'data') Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Sets an element's text. */
export function say(id, text) {
  byId(id).textContent = text;
}

export function show(element, visible) {
  element.hidden = !visible;
}

/** Replaces the children and keeps the focus on the element of the same data-key. */
export function fill(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parent.replaceChildren(...children.flat().filter((child) => child !== null));
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** A bar of a part in 0..100. A progress element, so that a screen reader tells it too. */
export function bar(label, value) {
  const filled = el('progress', { max: 100, value: value.toFixed(1), 'aria-label': label });
  return el('div', { class: 'part' },
    el('span', { class: 'part-name' }, label), filled,
    el('span', { class: 'part-value' }, value.toFixed(0)));
}

/**
 * What decides whether something is drawn again: a score is told to one decimal only, for it sinks
 * all the time, and a tap on what is being replaced is lost.
 */
export function signature(...values) {
  return JSON.stringify(values, (_, value) => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(1) : value));
}
