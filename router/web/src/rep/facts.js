// What is shown of a lead, wherever it stands: channel, score, parts, attributes, contact.

import { bar, el } from '../board/dom.js';
import { attributeRows } from '../shared/facts';
import { t, word } from '../shared/words';

export function channel(lead) {
  return word('channel', lead.channel);
}

export function chips(lead) {
  const found = [];
  if (lead.high) found.push(el('span', { class: 'chip high' }, t('chip.high')));
  else if (lead.hot_at_ms) found.push(el('span', { class: 'chip hot' }, t('chip.hot')));
  if (lead.episode > 1) found.push(el('span', { class: 'chip' }, t('chip.again')));
  if (lead.test) found.push(el('span', { class: 'chip' }, t('chip.test')));
  return found;
}

export function parts(lead) {
  return el('div', { class: 'parts' },
    ...['profile', 'heat', 'freshness'].map((name) => bar(t(`part.${name}`), lead.parts[name])));
}

export function attributes(lead) {
  const rows = attributeRows(lead);
  if (!rows.length) return null;
  return el('dl', { class: 'facts' }, ...rows.map(([, label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value))));
}

/** The contact in full: a number to call, and each field to copy. */
export function contact(lead, told) {
  const found = lead.contact ?? {};
  const lines = [];
  if (found.phone) {
    lines.push(el('div', { class: 'number' }, el('a', { class: 'digits', href: `tel:${found.phone}` }, spaced(found.phone)), copy(found.phone, told)));
  }
  for (const kind of ['wechat', 'email', 'open_id']) {
    if (found[kind]) {
      lines.push(el('div', { class: 'number other' },
        el('span', {}, `${t(`contact.${kind}`)} `, el('b', {}, found[kind])), copy(found[kind], told)));
    }
  }
  return lines;
}

export function callLink(lead, key) {
  const phone = lead.contact?.phone;
  if (!phone) return null;
  return el('a', { class: 'button main call', href: `tel:${phone}`, data: { key } }, t('call'));
}

/** The number that tells leads apart: in full where the rep may see it. */
export function number(lead) {
  return lead.contact?.phone ? spaced(lead.contact.phone) : lead.masked;
}

/** A mainland number as people read it; any other as it is. */
function spaced(phone) {
  const home = phone.replace(/^\+86/, '');
  return /^1\d{10}$/.test(home) ? `${home.slice(0, 3)} ${home.slice(3, 7)} ${home.slice(7)}` : phone;
}

function copy(text, told) {
  return el('button', { type: 'button', class: 'quiet copy', on: { click: async () => {
    try {
      await navigator.clipboard.writeText(text);
      told(t('copied'), 'good');
    } catch {
      told(t('not_copied'));
    }
  } } }, t('copy'));
}
