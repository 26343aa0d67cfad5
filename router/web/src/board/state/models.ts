// What the interface answers, as far as the board reads it. Instants are milliseconds of the
// router's clock, points 0..100; what is null there is left out. The models are in router/gateway/bodies.py and router/kpis.

import type { Told } from '../../shared/told';

export interface Stats {
  captured: number;
  merged: number;
  waiting: number;
  assigned: number;
  acknowledged: number;
  closed: number;
  oldest_since_ms?: number;
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
  customer?: string;
  attributes: Record<string, string>;
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
  oldest_since_ms?: number;
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
  /** What rings at them, the first to yield first. */
  ringing: { lead: string; masked: string; customer?: string; score: number; hot_at_ms?: number; assigned_at_ms: number }[];
  hand_over: { refused?: Hindrance; ways: Way[] };
}

/** How a lead is given to a rep: as a rule has it, past what stands in the way, or in place of what rings. */
export type Way = 'refuse' | 'over' | 'replace';
export type Hindrance = 'no_room' | 'away' | 'offline' | 'off_shift';

export interface Rung extends Told {
  at_ms: number;
  lead: string;
  pool: string;
  masked: string;
  customer?: string;
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

/** The rungs that fired last, and how far back they go. */
export interface Escalations {
  escalations: Rung[];
  reach: 'whole' | 'filling' | 'since_start';
}

/** What happened, as the stream tells it; as much of it as the board looks at. */
export interface Change {
  kind: string;
  lead?: string;
  rep?: string;
  former?: string;
  episode?: number;
  n?: number;
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
  customer?: string;
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

/** What a rep works with now. */
export interface Desk {
  assignments: Lead[];
  leads: Lead[];
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
  /** Attributes that count 0 though they were meant to. */
  uncounted: (Told & { name: string })[];
  /** Why nobody has it, while it waits. */
  waiting?: Told;
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
