// What the interface answers, as far as the board reads it. Instants are milliseconds of the
// router's clock, points 0..100; what is null there is left out. The models are in router/gateway/bodies.py and router/kpis.

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
  hot_at_ms?: number;
  rung: number;
  asks: string[];
  refused_by: string[];
}

export interface Pool {
  pool: string;
  waiting: number;
  hot: number;
  hot_ringing: number;
  hottest?: string;
  hot_at_ms?: number;
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
  daily_cap?: number;
  hours?: Hours;
  presence: Presence;
  presence_why: string;
  on_shift: boolean;
  free: boolean;
  room: number;
  live: number;
  uncontacted: number;
  today: number;
  missed_in_a_row: number;
  assigned_at_ms?: number;
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
  rep?: string;
  state: string;
  holder?: string;
  answered: boolean;
  epoch?: string;
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
  hot_at_ms?: number;
  high?: boolean;
  rung: number;
  open?: boolean;
  holder?: string;
  epoch?: string;
  assigned_at_ms?: number;
  expires_at_ms?: number;
  acknowledged_at_ms?: number;
  contacted_at_ms?: number;
  next_at_ms?: number;
  outcome?: string;
}

export interface Signal {
  signal: string;
  value: number;
  at_ms: number;
  points?: number;
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
  rep?: string;
  rep_name?: string;
  channel?: string;
  signal?: string;
  value?: number;
  note?: string;
  outcome?: string;
  reason?: string;
  next_at_ms?: number;
}

export interface CurvePoint {
  at_ms: number;
  score: number;
  /** captured, merged, joined, rescored; or before, froze, now. */
  kind: string;
  channel?: string;
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
  phone?: string;
  wechat?: string;
  open_id?: string;
  email?: string;
  name?: string;
}
