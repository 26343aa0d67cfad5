// What the interface answers, as far as the phone reads it. Instants are milliseconds of the
// router's clock.

import type { Language } from '../../shared/words';

export interface Contact {
  phone?: string;
  wechat?: string;
  open_id?: string;
  email?: string;
  name?: string;
}

export interface Lead {
  lead: string;
  channel: string;
  state: string;
  masked: string;
  parts: { score: number; profile: number; heat: number; freshness: number };
  attributes: Record<string, string>;
  episode: number;
  test: boolean;
  waiting_since_ms: number;
  hot_at_ms?: number;
  high?: boolean;
  reminded?: boolean;
  assignment?: string;
  epoch?: string;
  assigned_at_ms?: number;
  expires_at_ms?: number;
  next_rung_at_ms?: number;
  acknowledged_at_ms?: number;
  contacted_at_ms?: number;
  reopens_at_ms?: number;
  next_at_ms?: number;
  contact?: Contact;
}

export type Presence = 'idle' | 'busy' | 'away';

export interface Rep {
  rep: string;
  name: string;
  presence: Presence | 'offline';
  presence_set: Presence;
  presence_why: string;
  on_shift: boolean;
  free: boolean;
  room: number;
  live: number;
  offline_at_ms?: number;
  online_at_ms?: number;
  pushes?: number;
}

export type DeclineReason = { code: string } & Record<Language, string>;

export interface DeskState {
  rep: Rep;
  assignments: Lead[];
  leads: Lead[];
  claimable: Lead[];
  decline_reasons?: DeclineReason[];
  at_ms: number;
  speed: number;
}

export interface Change {
  kind: string;
  lead?: string;
  rep?: string;
  reason?: string;
}

export interface Done {
  action_id: string;
  lead?: string;
  epoch?: string;
  contact?: Contact;
  subscription?: string;
}

export interface Explanation {
  heat: Record<string, number>;
  points: Record<string, number>;
  signals: { signal: string; value: number; at_ms: number; points: number | null }[];
}

export interface Happened {
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
