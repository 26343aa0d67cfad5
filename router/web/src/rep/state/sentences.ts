// What the phone says in sentences: times, why a lead is hot, and what happened to it.

import { PLAIN, attributeRows } from '../../shared/facts';
import { type Key, has, language, t, word } from '../../shared/words';
import type { Explanation, Lead } from './models';
import { type Touch, daysUntil } from './promises';

const NAMED = 2; // signals told in the sentence: more is not read in a second

export function channelName(lead: { channel: string }): string {
  return word('channel', lead.channel);
}

/** What a lead is called: by name once it is known, else by its masked number. */
export function leadName(lead: Lead): string {
  return lead.contact?.name || lead.customer || lead.masked;
}

/** A mainland number as people read it; any other as it is. */
export function spaced(phone: string): string {
  const home = phone.replace(/^\+86/, '');
  return /^1\d{10}$/.test(home) ? `${home.slice(0, 3)} ${home.slice(3, 7)} ${home.slice(7)}` : phone;
}

export function hourText(ms: number): string {
  return new Date(ms).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** An instant as people say it: tomorrow 09:30. */
export function whenText(ms: number, now: number): string {
  const time = hourText(ms);
  const days: Partial<Record<number, Key>> = { [-1]: 'when.yesterday', 0: 'when.today', 1: 'when.tomorrow' };
  const near = days[daysUntil(ms, now)];
  if (near) return t(near, { time });
  const date = new Date(ms).toLocaleDateString(language(), { month: 'short', day: 'numeric', weekday: 'short' });
  return t('when.day', { date, time });
}

/** Why the lead is worth a call: by what the person did, else by what they want. */
export function whySentence(lead: Lead, explained: Explanation | null): string {
  const did = explained ? deeds(explained) : [];
  if (did.length) return t('why.did', { what: sentence(did.join(t('why.last'))) });
  const wants = attributeRows(lead).filter(([name]) => PLAIN.has(name) && (!explained || name in explained.points)).map(([, , value]) => value);
  if (wants.length && lead.parts.profile >= 50) return t('why.profile', { what: wants.join(t('why.and')) });
  return lead.parts.freshness >= 99 ? t('why.fresh') : '';
}

/** What the person did, what counts most first. */
function deeds({ heat, signals }: Explanation): string[] {
  const kinds = new Map<string, { n: number; most: number }>();
  for (const { signal, value } of signals) {
    const known = kinds.get(signal) ?? { n: 0, most: 0 };
    kinds.set(signal, { n: known.n + 1, most: Math.max(known.most, value) });
  }
  return [...kinds].filter(([kind]) => (heat[kind] ?? 0) > 0)
    .sort(([one], [other]) => (heat[other] ?? 0) - (heat[one] ?? 0))
    .slice(0, NAMED)
    .map(([kind, { n, most }]) => {
      const what = word(has('did', kind) ? 'did' : 'signal', kind, { value: Math.round(most) });
      return n > 1 ? t('did.times', { what, n }) : what;
    });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A kept note without what the tap of a touch adds to it. */
export function noteText(note: string): string {
  return note.replace(/^(reached|no answer)(: |$)/, '');
}

/** What is sent as the note of a touch; history tells it in the reader's language again. */
export function touchNote(touch: Touch, text: string): string {
  const code = touch === 'reached' ? 'reached' : 'no answer';
  return text.trim() ? `${code}: ${text.trim()}` : code;
}
