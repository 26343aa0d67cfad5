// What the interface answers, as far as the board reads it. Instants are milliseconds of the
// router's clock, points 0..100. The models are in router/gateway/bodies.py and router/kpis.

import type { Language } from '../../shared/words';

export type Told = Record<Language, string>;

export interface Stats {
  captured: number;
  merged: number;
  waiting: number;
  assigned: number;
  acknowledged: number;
  closed: number;
  oldest_wait_s: number;
  rungs_overdue: number;
  reps: Record<string, number>;
  reps_free: number;
  at_ms: number;
}

export interface QueueRow {
  place: number;
  lead: string;
  pool: string;
  channel: string;
  masked: string;
  score: number;
  waited_s: number;
  age_s: number;
  overdue: boolean;
  hot_at_ms: number | null;
  rung: number;
  asks: string[];
  refused_by: string[];
}

export interface Pool {
  pool: string;
  waiting: number;
  hot: number;
  oldest_wait_s: number;
  idle: number;
  free: number;
  reps: number;
}

export type Presence = 'idle' | 'busy' | 'away' | 'offline';

export interface Hours {
  zone: string;
  days: Record<string, string[]>;
  closed: string[];
}

export interface Rep {
  rep: string;
  name: string;
  pools: string[];
  skills: string[];
  regions: string[];
  tier: number;
  weight: number;
  capacity: number;
  daily_cap?: number | null;
  hours?: Hours | null;
  presence: Presence;
  presence_why: string;
  on_shift: boolean;
  free: boolean;
  room: number;
  live: number;
  uncontacted: number;
  today: number;
  missed_in_a_row: number;
  assigned_at_ms?: number | null;
}

export interface Rung {
  at_ms: number;
  lead: string;
  pool: string;
  masked: string;
  episode: number;
  n: number;
  name: string;
  does: string[];
  score: number;
  rep: string | null;
  state: string;
  holder: string | null;
  answered: boolean;
  epoch?: string | null;
}

export interface Parts {
  score: number;
  profile: number;
  heat: number;
  freshness: number;
}

export interface Lead {
  lead: string;
  pool: string;
  channel: string;
  state: string;
  masked: string;
  parts: Parts;
  attributes: Record<string, string>;
  episode: number;
  test: boolean;
  captured_at_ms: number;
  waiting_since_ms: number;
  hot_at_ms?: number | null;
  high?: boolean;
  rung: number;
  open?: boolean;
  holder?: string | null;
  epoch?: string | null;
  assigned_at_ms?: number | null;
  expires_at_ms?: number | null;
  acknowledged_at_ms?: number | null;
  contacted_at_ms?: number | null;
  next_at_ms?: number | null;
  outcome?: string | null;
}

export interface Signal {
  signal: string;
  value: number;
  at_ms: number;
  points: number | null;
}

export interface Explanation {
  lead: Lead;
  policy: string;
  weights: Record<string, number>;
  points: Record<string, number>;
  signals: Signal[];
  why: Told;
}

export interface HistoryEntry {
  at_ms: number;
  kind: string;
  rep?: string | null;
  rep_name?: string | null;
  channel?: string | null;
  signal?: string | null;
  value?: number | null;
  note?: string | null;
  outcome?: string | null;
  reason?: string | null;
  next_at_ms?: number | null;
}

export interface CurvePoint {
  at_ms: number;
  score: number;
  /** captured, merged, joined, rescored; or before, froze, now. */
  kind: string;
  channel?: string | null;
  signals: { signal: string; value: number; at: number }[];
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
  score: number | null;
  ended_by: string | null;
  considered: Verdict[];
  otherwise: { en: string; zh: string };
  en: string;
  zh: string;
}

export interface Conversion {
  leads: number;
  won: number;
  rate: number | null;
}

export interface Measures {
  leads: number;
  captures: number;
  first_touch: { touched: number; p50_s: number | null; p90_s: number | null };
  followed_up_24h: number | null;
  over_time: number | null;
  hot: number;
  hot_acknowledged_15min: number | null;
  conversion: Conversion;
  high_intent: Conversion;
  repeated_dispatches: number | null;
  cost: number | null;
  cost_lead: number | null;
  cost_won: number | null;
  unfairness: number | null;
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
  by: By | null;
  slices: Slice[];
}

export interface Cell {
  weekday: number;
  hour: number;
  leads: number;
  touched: number;
  p50_s: number | null;
}

export interface Heatmap {
  zone: string;
  cells: Cell[];
}

export interface Staff {
  id: string;
  name: string;
  role: 'supervisor' | 'viewer';
  active: boolean;
}

export interface LoginCode {
  code: string;
  link: string;
  expires_at_ms: number;
  qr: string[];
}

export interface Contact {
  phone?: string | null;
  wechat?: string | null;
  open_id?: string | null;
  email?: string | null;
  name?: string | null;
}
