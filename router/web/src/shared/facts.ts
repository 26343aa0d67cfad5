// A lead's attributes as people read them, on both pages and in notifications.

import { has, language, word } from './words';

const ORDER = ['region', 'house_type', 'budget'];
/** Those whose value is understood without its label. */
export const PLAIN = new Set(ORDER);

/** Name, label and value of each attribute, those everybody asks for first. */
export function attributeRows(lead: { attributes: Record<string, string> }): [string, string, string][] {
  const rank = ([name]: [string, string]): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.entries(lead.attributes).sort((one, other) => rank(one) - rank(other))
    .map(([name, value]) => [name, word('attribute', name), valueText(name, value)]);
}

/** All of them in a line; what not everybody asks for with its label. */
export function attributesText(lead: { attributes: Record<string, string> }): string {
  return attributeRows(lead).map(([name, label, value]) => (ORDER.includes(name) ? value : `${label} ${value}`)).join(' · ');
}

export function valueText(name: string, value: string): string {
  if (name === 'budget' && Number.isFinite(Number(value))) {
    const [chinese, amount] = [language() === 'zh', Number(value)];
    if (chinese && amount >= 10_000) return `${Number((amount / 10_000).toFixed(2))} 万`;
    return amount.toLocaleString(chinese ? 'zh-CN' : 'en', { maximumFractionDigits: 0 });
  }
  return word('value', has('value', `${name}.${value}`) ? `${name}.${value}` : value);
}
