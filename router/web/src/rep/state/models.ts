// What the interface answers, as far as the phone reads it. Instants are milliseconds of the
// router's clock.

import type { Told } from '../../shared/told';
import type { Labels, Language } from '../../shared/words';

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
  /** The name as it may be shown: of one that is not yet taken its first sign alone. */
  customer?: string;
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
  /** The newest note on it, and who had it before. */
  note?: string;
  had_by?: string[];
  captured_at_ms?: number;
  outcome?: string;
  undo_until_ms?: number;
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
  /** What the rep closed last, the newest first. */
  recently_closed?: Lead[];
  decline_reasons?: DeclineReason[];
  labels?: Labels;
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
  /** Attributes that count 0 though they were meant to. */
  uncounted: (Told & { name: string })[];
}

export type Happened = Told & {
  at_ms: number;
  kind: string;
};

/** Whether nobody has acted on it for so long that a rung asks for the strong reminder. */
export function isStrong(lead: Lead): boolean {
  return Boolean(lead.reminded && lead.hot_at_ms);
}

/** The lead as its holder has it, from what was offered and what was answered. */
export function taken(lead: Lead, done: Done): Lead {
  const { acknowledged_at_ms: _, ...rest } = lead;
  return { ...rest, state: 'acknowledged', ...(done.contact && { contact: done.contact }), ...(done.epoch && { epoch: done.epoch }) };
}
