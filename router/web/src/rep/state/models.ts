// What the interface answers, under the phone's names for it. Instants are milliseconds of the
// router's clock; what is null there is left out.

import type { Done, HeldLead, LeadView, RepView } from '../../shared/contract';

export type {
  Changed as Change, Changes, Desk as DeskState, Done, Explained as Explanation, HistoryEntry as Happened,
  LeadHistory, PushKey, RepView as Rep,
} from '../../shared/contract';

/** One that is offered or held; of one that is closed or open to claims, what its holder alone is told is missing. */
export type Lead = LeadView & Partial<HeldLead>;

export type Presence = RepView['presence_set'];

/** Whether nobody has acted on it for so long that a rung asks for the strong reminder. */
export function isStrong(lead: Lead): boolean {
  return Boolean(lead.reminded && lead.hot_at_ms);
}

/** The lead as its holder has it, from what was offered and what was answered. */
export function taken(lead: Lead, done: Done): Lead {
  const { acknowledged_at_ms: _, ...rest } = lead;
  return { ...rest, state: 'acknowledged', ...(done.contact && { contact: done.contact }), ...(done.epoch && { epoch: done.epoch }) };
}
