// A lead's attributes as people read them, on both pages and in notifications.

import { language, word } from './words';

const ORDER = ['region', 'house_type', 'budget'];

/** Name, label and value of each attribute, those everybody asks for first. */
export function attributeRows(lead: { attributes: Record<string, string> }): [string, string, string][] {
  const rank = ([name]: [string, string]): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.entries(lead.attributes).sort((one, other) => rank(one) - rank(other))
    .map(([name, value]) => [name, word('attribute', name), valueText(name, value)]);
}

export function valueText(name: string, value: string): string {
  if (name === 'budget' && Number.isFinite(Number(value))) {
    const [chinese, amount] = [language() === 'zh', Number(value)];
    if (chinese && amount >= 10_000) return `${Number((amount / 10_000).toFixed(2))} 万`;
    return amount.toLocaleString(chinese ? 'zh-CN' : 'en', { maximumFractionDigits: 0 });
  }
  return word('value', value);
}
