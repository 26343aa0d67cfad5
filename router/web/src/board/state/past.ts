// What the interface answers of what has been: histories, curves, decisions, KPIs, days. Instants are
// milliseconds of the router's clock, spans seconds; the models are in router/kpis.

import type { Told } from '../../shared/told';

export type HistoryEntry = Told & {
  at_ms: number;
  kind: string;
};

export interface CurvePoint {
  at_ms: number;
  score: number;
  /** captured, merged, joined, rescored; or before, froze, now. */
  kind: string;
  channel?: string;
  signals: { signal: string; value: number; at: number }[];
  /** The version, where a new policy moved it. */
  policy?: string;
}

export interface Curve {
  hot: number;
  high_intent: number;
  freezes_at_ms: number;
  frozen: boolean;
  points: CurvePoint[];
}

export interface Verdict {
  rep: string;
  name: string;
  code: string;
  en: string;
  zh: string;
}

export interface Decision {
  kind: 'assigned' | 'claimed';
  seq: number;
  place: number;
  at_ms: number;
  rep: string;
  name: string;
  score?: number;
  ended_by?: string;
  considered: Verdict[];
  otherwise: { en: string; zh: string };
  en: string;
  zh: string;
}

export interface Conversion {
  leads: number;
  won: number;
  rate?: number;
}

/** What a figure is counted from; of a share its 95 % interval. */
export interface Basis {
  n: number;
  few: boolean;
  low?: number;
  high?: number;
}

export interface Measures {
  leads: number;
  captures: number;
  first_touch: { touched: number; p50_s?: number; p90_s?: number };
  followed_up_24h?: number;
  over_time?: number;
  hot: number;
  hot_acknowledged_15min?: number;
  conversion: Conversion;
  high_intent: Conversion;
  repeated_dispatches?: number;
  cost?: number;
  cost_lead?: number;
  cost_won?: number;
  unfairness?: number;
  bases: Partial<Record<string, Basis>>;
}

export type By = 'channel' | 'pool' | 'rep';

export interface Slice {
  name: string;
  measures: Measures;
}

export interface Kpis {
  from_ms: number;
  to_ms: number;
  as_of_ms: number;
  total: Measures;
  by?: By;
  slices: Slice[];
}

export interface Cell {
  weekday: number;
  hour: number;
  leads: number;
  touched: number;
  p50_s?: number;
  few: boolean;
}

export interface Heatmap {
  zone: string;
  cells: Cell[];
}

/** A lead that went over time, and the last time that it did. */
export interface OverTimeLead {
  lead: string;
  channel: string;
  pool: string;
  captured_at_ms: number;
  rep: string;
  happened: 'expired' | 'reassigned' | 'no_contact';
  at_ms: number;
  times: number;
  first_touch_at_ms?: number;
}

/** A rung that fired, as the read store has it: it outlasts the gateway, and knows no number. */
export interface PastEscalation {
  at_ms: number;
  lead: string;
  pool: string;
  name: string;
  n: number;
  late_s: number;
  rep?: string;
  moved: boolean;
  acknowledged_at_ms?: number;
}
