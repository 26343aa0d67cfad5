// Days and ranges of days, in the reader's zone.

import { nowMs } from '../../shared/clock';

export const RANGES = ['today', 'yesterday', '7d', 'custom'] as const;
export type RangeName = typeof RANGES[number];

export interface Range {
  from_ms: number;
  to_ms: number;
}

export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai';

/** Midnight so many days from that of the instant; summer time is the browser's affair. */
export function dayStart(ms: number, days = 0): number {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + days);
  return day.getTime();
}

export function isoDay(ms: number): string {
  const day = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Midnight of a date like 2026-11-27; null when it is none. */
export function dayOf(text: string | null): number | null {
  if (!text || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  const found = new Date(year, month - 1, day);
  return found.getMonth() === month - 1 ? found.getTime() : null;
}

/** From the first midnight to that behind the last day; a custom one reads `from` and `to`. */
export function rangeOf(name: string | null, from: string | null, to: string | null): Range {
  const now = nowMs();
  if (name === 'yesterday') return { from_ms: dayStart(now, -1), to_ms: dayStart(now) };
  if (name === '7d') return { from_ms: dayStart(now, -6), to_ms: dayStart(now, 1) };
  if (name === 'custom') {
    const first = dayOf(from) ?? dayStart(now);
    const last = Math.max(dayOf(to) ?? first, first);
    return { from_ms: first, to_ms: dayStart(last, 1) };
  }
  return { from_ms: dayStart(now), to_ms: dayStart(now, 1) };
}
