// What is written into the form of a rep, what is sent of it, and where a refusal belongs.

import type { RefusedBody } from '../../shared/api';
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
}

export type Problems = Record<string, string>;

const SAVED = 'hotlead-board-capacity-';
const listed = (text: string): string[] => text.split(/[,，、;；\s]+/).filter(Boolean);

export function draftOf(rep: Rep | null, pools: string[]): Draft {
  const days = rep?.hours?.days ?? {};
  return {
    id: rep?.rep ?? '', name: rep?.name ?? '', pools: rep?.pools ?? (pools.length === 1 ? pools : []),
    skills: rep?.skills.join(', ') ?? '', regions: rep?.regions.join(', ') ?? '',
    tier: String(rep?.tier ?? 0), weight: String(rep?.weight ?? 1), capacity: String(rep?.capacity ?? 1),
    daily_cap: rep?.daily_cap ? String(rep.daily_cap) : '', zone: rep?.hours?.zone ?? 'Asia/Shanghai',
    days: [0, 1, 2, 3, 4, 5, 6].map((day) => (days[day] ?? []).join(', ')), closed: rep?.hours?.closed.join(', ') ?? '',
  };
}

/** The body of the call: a rep is sent whole. What is no number is sent as it is, to be refused. */
export function bodyOf(draft: Draft): object {
  const number = (text: string): number | string => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
  const days = Object.fromEntries(draft.days.map((text, day) => [day, listed(text)] as const).filter(([, spans]) => spans.length > 0));
  return {
    name: draft.name.trim(), pools: draft.pools, skills: listed(draft.skills), regions: listed(draft.regions),
    tier: number(draft.tier), weight: number(draft.weight), capacity: number(draft.capacity),
    daily_cap: draft.daily_cap.trim() === '' ? null : number(draft.daily_cap),
    hours: { zone: draft.zone.trim(), days, closed: listed(draft.closed) },
  };
}

/** The body that changes nothing but the capacity: 0 is a rep who is given nothing. */
export function withCapacity(rep: Rep, capacity: number): object {
  return { ...bodyOf(draftOf(rep, [])), capacity };
}

/** Each problem at its field; what belongs to none is under the empty name. */
export function problemsAt(body: RefusedBody & { problems?: { at: string; problem: string }[] }, known: string[]): Problems {
  const found: Problems = {};
  for (const { at, problem } of body.problems ?? []) {
    const path = at.replace(/^\$\.?/, '').replace(/\[(\w+)\]/g, '.$1').split('.').filter(Boolean);
    const name = path[0] === 'hours' ? (path[1] === 'days' ? `days-${path[2] ?? 0}` : path[1] ?? 'zone') : path[0] ?? '';
    const field = known.includes(name) ? name : '';
    found[field] = found[field] ? `${found[field]}; ${problem}` : problem;
  }
  return found;
}

/** What a paused rep had room for, as far as this browser knows. */
export function keepCapacity(rep: Rep): void {
  try {
    localStorage.setItem(SAVED + rep.rep, String(rep.capacity));
  } catch {
    // then it begins with 1 again
  }
}

export function keptCapacity(rep: Rep): number {
  try {
    return Number(localStorage.getItem(SAVED + rep.rep)) || 1;
  } catch {
    return 1;
  }
}
