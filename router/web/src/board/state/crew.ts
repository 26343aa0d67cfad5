// What is written into the form of a rep, what is sent of it, and where a refusal belongs.

import type { RefusedBody } from '../../shared/api';
import { t } from '../../shared/words';
import { mendText } from './mends';
import type { Rep } from './models';

export interface Draft {
  id: string;
  name: string;
  pools: string[];
  skills: string;
  regions: string;
  tier: string;
  weight: string;
  capacity: string;
  daily_cap: string;
  zone: string;
  days: string[];
  closed: string;
  calendar: string;
  dates: Record<string, string[]>;
}

export type Problems = Record<string, string>;

const SAVED = 'hotlead-board-capacity-';
const seen = new Map<string, number>();

export function draftOf(rep: Rep | null, pools: string[]): Draft {
  const days = rep?.hours?.days ?? {};
  return {
    id: rep?.rep ?? '', name: rep?.name ?? '', pools: rep?.pools ?? (pools.length === 1 ? pools : []),
    skills: rep?.skills.join(', ') ?? '', regions: rep?.regions.join(', ') ?? '',
    tier: String(rep?.tier ?? 0), weight: String(rep?.weight ?? 1), capacity: String(rep?.capacity ?? 1),
    daily_cap: rep?.daily_cap ? String(rep.daily_cap) : '', zone: rep?.hours?.zone ?? 'Asia/Shanghai',
    days: [0, 1, 2, 3, 4, 5, 6].map((day) => (days[day] ?? []).join(', ')), closed: rep?.hours?.closed.join(', ') ?? '',
    calendar: rep?.hours?.calendar ?? '', dates: rep?.hours?.dates ?? {},
  };
}

/** What is no number is sent as it is, to be refused. */
export function numberOr(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The body of the call: a rep is sent whole; lists and hours as they were typed, to be read there. */
export function bodyOf(draft: Draft): object {
  const days = Object.fromEntries(draft.days.map((text, day) => [day, text.trim()] as const).filter(([, spans]) => spans));
  return {
    name: draft.name.trim(), pools: draft.pools, skills: draft.skills, regions: draft.regions,
    tier: numberOr(draft.tier), weight: numberOr(draft.weight), capacity: numberOr(draft.capacity),
    daily_cap: draft.daily_cap.trim() === '' ? null : numberOr(draft.daily_cap),
    hours: { zone: draft.zone.trim(), days, closed: draft.closed, calendar: draft.calendar.trim() || null, dates: draft.dates },
  };
}

/** The body that changes nothing but the capacity: 0 is a rep who is given nothing. */
export function withCapacity(rep: Rep, capacity: number | string): object {
  return { ...bodyOf(draftOf(rep, [])), capacity };
}

/** Each problem at its field; what belongs to none is under the empty name. */
export function problemsAt(body: RefusedBody, known: string[]): Problems {
  const found: Problems = {};
  for (const { at, problem } of body.problems ?? []) {
    const path = at.replace(/^\$\.?/, '').replace(/\[(\w+)\]/g, '.$1').split('.').filter(Boolean);
    const name = path[0] === 'hours' ? (path[1] === 'days' ? `days-${path[2] ?? 0}` : path[1] ?? 'zone') : path[0] ?? '';
    const field = known.includes(name) ? name : '';
    const told = mendText(problem);
    found[field] = found[field] ? `${found[field]}${t('semicolon')}${told}` : told;
  }
  return found;
}

/** What somebody had room for before they were paused, as far as this browser saw it; else 1. */
export function capacityBefore(rep: Rep): number {
  try {
    return seen.get(rep.rep) ?? (Number(localStorage.getItem(SAVED + rep.rep)) || 1);
  } catch {
    return 1;
  }
}

/** Remembers what reps have room for. */
export function seeCapacities(reps: Rep[]): void {
  for (const { rep, capacity } of reps) {
    if (capacity === 0 || seen.get(rep) === capacity) continue;
    seen.set(rep, capacity);
    try {
      localStorage.setItem(SAVED + rep, String(capacity));
    } catch {
      // for as long as the page is open, then
    }
  }
}
