// The figures of the KPIs, and how each is written: its unit, and a dash when nothing was counted.

import { clockText } from '../../shared/clock';
import { language, t } from '../../shared/words';
import type { Measures } from './models';

type Unit = 'count' | 'time' | 'share' | 'ratio' | 'money' | 'points';

/** Each figure with its unit and where the answer has it; docs/kpis.md defines them. */
const FIGURES = {
  leads: ['count', (row: Measures) => row.leads],
  first_touch_p50: ['time', (row: Measures) => row.first_touch.p50_s],
  first_touch_p90: ['time', (row: Measures) => row.first_touch.p90_s],
  followed_up_24h: ['share', (row: Measures) => row.followed_up_24h],
  over_time: ['share', (row: Measures) => row.over_time],
  hot_acknowledged_15min: ['share', (row: Measures) => row.hot_acknowledged_15min],
  high_intent: ['share', (row: Measures) => row.high_intent.rate],
  conversion: ['share', (row: Measures) => row.conversion.rate],
  repeated_dispatches: ['ratio', (row: Measures) => row.repeated_dispatches],
  cost_lead: ['money', (row: Measures) => row.cost_lead],
  cost_won: ['money', (row: Measures) => row.cost_won],
  unfairness: ['points', (row: Measures) => row.unfairness],
} as const satisfies Record<string, [Unit, (row: Measures) => number | undefined]>;

export type Figure = keyof typeof FIGURES;
export const ALL = Object.keys(FIGURES) as Figure[];

export function locale(): string {
  return language() === 'zh' ? 'zh-CN' : 'en';
}

export function count(value: number): string {
  return value.toLocaleString(locale());
}

/** A figure as people read it. */
export function figure(name: Figure, row: Measures): string {
  const [unit, of] = FIGURES[name];
  const value = of(row);
  if (value === undefined) return '–';
  const digits = (least: number, most = least): string => value.toLocaleString(locale(), { minimumFractionDigits: least, maximumFractionDigits: most });
  switch (unit) {
    case 'count': return count(value);
    case 'time': return span(value);
    case 'share': return percent(value, 1);
    case 'money': return digits(0, 2);
    case 'points': return t('unit.points', { n: digits(1) });
    case 'ratio': return digits(2);
  }
}

/** What a figure is of, in small letters beside it, and how sure it is: of a share its interval. */
export function basis(name: Figure, row: Measures): string {
  const told = [counted(name, row), inHours(name, row)];
  const { low, high, few, n } = row.bases[name] ?? {};
  if (low !== undefined && high !== undefined) told.push(t('basis.interval', { low: percent(low, 0), high: percent(high, 0) }));
  else if (few) told.push(t('basis.few', { n: count(n ?? 0) }));
  return told.filter(Boolean).join(t('basis.join'));
}

/** Of how many cases a figure is when they are too few to go by; null when they are not. */
export function few(name: Figure, row: Measures): number | null {
  const found = row.bases[name];
  return found?.few ? found.n : null;
}

/** The same figure of the time in which the pool was open, where that is another. */
function inHours(name: Figure, row: Measures): string {
  const touch = row.first_touch;
  const said = (open: number | undefined, plain: number | undefined, text: (value: number) => string): string =>
    open === undefined || open === plain ? '' : t('basis.open', { value: text(open) });
  switch (name) {
    case 'first_touch_p50': return said(touch.open_p50_s, touch.p50_s, span);
    case 'first_touch_p90': return said(touch.open_p90_s, touch.p90_s, span);
    case 'followed_up_24h': return said(row.followed_up_24h_open, row.followed_up_24h, (share) => percent(share, 1));
    case 'over_time': return said(row.over_time_open, row.over_time, (share) => percent(share, 1));
    default: return '';
  }
}

function percent(share: number, digits: number): string {
  return share.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: digits });
}

function counted(name: Figure, row: Measures): string {
  switch (name) {
    case 'leads': return t('basis.captures', { n: count(row.captures) });
    case 'first_touch_p50':
    case 'first_touch_p90': return t('basis.touched', { n: count(row.first_touch.touched) });
    case 'hot_acknowledged_15min': return t('basis.hot', { n: count(row.hot) });
    case 'high_intent': return t('basis.won', { won: count(row.high_intent.won), n: count(row.high_intent.leads) });
    case 'conversion': return t('basis.won', { won: count(row.conversion.won), n: count(row.conversion.leads) });
    case 'cost_lead': return row.cost === undefined ? t('basis.no_costs') : '';
    default: return '';
  }
}

/** A span of time: minutes and seconds as on a clock, days when there are any. */
export function span(seconds: number): string {
  return seconds < 2 * 86_400 ? clockText(seconds * 1000) : t('unit.days', { n: (seconds / 86_400).toFixed(1) });
}

/** A span in so few signs that it fits a cell of the heatmap. */
export function shortSpan(seconds: number): string {
  if (seconds < 60) return t('unit.short.s', { n: Math.round(seconds) });
  if (seconds < 3600) return t('unit.short.min', { n: Math.round(seconds / 60) });
  return t('unit.short.h', { n: seconds < 36_000 ? Number((seconds / 3600).toFixed(1)) : Math.round(seconds / 3600) });
}

/** An instant with its day, unless that is today. */
export function instant(ms: number, now: number): string {
  const [at, today] = [new Date(ms), new Date(now)];
  const same = at.toDateString() === today.toDateString();
  const time = at.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return same ? time : `${at.toLocaleDateString(locale(), { month: 'numeric', day: 'numeric' })} ${time}`;
}

export function dayTitle(ms: number): string {
  return new Date(ms).toLocaleDateString(locale(), { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
}
