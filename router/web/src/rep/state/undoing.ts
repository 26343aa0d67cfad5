// Outcomes that can be undone: for a minute once the router has them, and as long as they wait here.

import { nowMs } from '../../shared/clock';
import type { Desk } from './desk';
import type { Lead } from './models';
import type { Action } from './outbox';

const MINUTE_MS = 60_000;

export interface Undoable {
  lead: Lead;
  outcome: string;
  /** Until when; null while it waits for network. */
  until: number | null;
  /** The outcome, when the router has not yet answered it. */
  action: Action | null;
  /** Whether the undoing is under way. */
  busy: boolean;
}

/** Whether an action closes its lead. */
export function closes(action: Action): boolean {
  return (action.body.outcome ?? 'open') !== 'open';
}

/** The newest first. */
export function undoables({ outbox, state }: Desk): Undoable[] {
  const undoing = new Set(outbox.actions.filter((one) => one.kind === 'undo').map((one) => one.lead.lead));
  const waiting = outbox.actions.filter(closes).reverse().map((action): Undoable => ({
    lead: action.lead,
    outcome: action.body.outcome ?? '',
    until: action.sent ? action.body.done_at_ms + MINUTE_MS : null,
    action,
    busy: undoing.has(action.lead.lead),
  }));
  const known = new Set(waiting.map((one) => one.lead.lead));
  const closed = (state?.recently_closed ?? []).filter((lead) => !known.has(lead.lead)).map((lead): Undoable => ({
    lead, outcome: lead.outcome ?? '', until: lead.undo_until_ms ?? 0, action: null, busy: undoing.has(lead.lead),
  }));
  return [...waiting, ...closed].filter((one) => one.busy || one.until === null || one.until > nowMs());
}

export function undo({ outbox }: Desk, { lead, action }: Undoable): void {
  if (action && outbox.takeBack(action)) return;
  outbox.put('undo', lead, { epoch: lead.epoch });
}
