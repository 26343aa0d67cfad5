// When a rep will call again: what can be chosen, what is chosen unless told, and what is due.

import type { Lead } from './models';

export type Touch = 'reached' | 'no_answer';
export type Choice = 'two_hours' | 'tonight' | 'tomorrow' | 'custom' | 'none';
export type Group = 'never' | 'overdue' | 'today' | 'rest';

const HOUR_MS = 3_600_000;
const TONIGHT_H = 19;
const LATEST_H = 20;
const MORNING = [9, 30] as const;

/** What makes sense to choose at this time of the day. */
export function choices(now: number): Choice[] {
  const tonight = at(now, 0, TONIGHT_H, 0) - now > HOUR_MS;
  return ['two_hours', ...(tonight ? ['tonight'] as const : []), 'tomorrow', 'custom', 'none'];
}

/** What is chosen unless the rep says otherwise: who was not reached is called again today. */
export function usual(touch: Touch): Choice {
  return touch === 'no_answer' ? 'two_hours' : 'tomorrow';
}

/** The instant of a choice, null for none; `missing` or `past` of a time of one's own that is no time yet. */
export function instant(choice: Choice, now: number, custom: string): number | null | 'missing' | 'past' {
  if (choice === 'two_hours') return Math.ceil((now + 2 * HOUR_MS) / 300_000) * 300_000;
  if (choice === 'tonight') return at(now, 0, TONIGHT_H, 0);
  if (choice === 'tomorrow') return at(now, 1, ...MORNING);
  if (choice === 'none') return null;
  const own = new Date(custom).getTime();
  return Number.isNaN(own) ? 'missing' : own <= now ? 'past' : own;
}

/** What is proposed to whoever chooses a time: this afternoon, or tomorrow in the morning. */
export function proposed(now: number): number {
  const soon = Math.ceil((now + 3 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  return soon <= at(now, 0, LATEST_H, 0) ? soon : at(now, 1, 10, 0);
}

/** An instant as a field of date and time takes it. */
export function fieldText(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function at(now: number, days: number, hour: number, minute: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(hour, minute, 0, 0);
}

/** How many midnights lie between the two, in the reader's zone. */
export function daysUntil(instantMs: number, now: number): number {
  const [then, today] = [new Date(instantMs).setHours(0, 0, 0, 0), new Date(now).setHours(0, 0, 0, 0)];
  return Math.round((then - today) / (24 * HOUR_MS));
}

export function groupOf(lead: Lead, now: number): Group {
  if (!lead.contacted_at_ms) return 'never';
  if (!lead.next_at_ms) return 'rest';
  if (lead.next_at_ms < now) return 'overdue';
  return daysUntil(lead.next_at_ms, now) === 0 ? 'today' : 'rest';
}

/** The open leads by urgency; within a group the nearest first, and those without a promise last. */
export function grouped(leads: Lead[], now: number): [Group, Lead[]][] {
  const groups: Record<Group, Lead[]> = { never: [], overdue: [], today: [], rest: [] };
  for (const lead of leads) groups[groupOf(lead, now)].push(lead);
  groups.never.sort((one, other) => (one.reopens_at_ms ?? Infinity) - (other.reopens_at_ms ?? Infinity));
  for (const group of [groups.overdue, groups.today, groups.rest]) {
    group.sort((one, other) => (one.next_at_ms ?? Infinity) - (other.next_at_ms ?? Infinity)
      || (other.acknowledged_at_ms ?? 0) - (one.acknowledged_at_ms ?? 0));
  }
  return (Object.entries(groups) as [Group, Lead[]][]).filter(([, list]) => list.length > 0);
}
