// What the journal says of a lead, one line a change, the newest first.

import { nowMs } from '../../../shared/clock';
import { has, t, word } from '../../../shared/words';
import { instant } from '../../state/figures';
import type { HistoryEntry } from '../../state/models';

const REASONS: Record<string, string> = { left: 'reason', reopened: 'reason', declined: 'decline' };

/** One change as a person tells it: what, who, and why. */
export function eventText(entry: HistoryEntry): string {
  const who = entry.rep_name || entry.rep;
  if (entry.kind === 'signal' && entry.signal) {
    return has('signal', entry.signal) ? word('signal', entry.signal, { value: entry.value }) : entry.signal;
  }
  const told = [word('change', who && has('change', `${entry.kind}.by`) ? `${entry.kind}.by` : entry.kind, { who })];
  if (entry.channel) told.push(word('channel', entry.channel));
  if (entry.outcome && entry.outcome !== 'open') told.push(word('outcome', entry.outcome));
  if (entry.reason) told.push(word(REASONS[entry.kind] ?? 'reason', entry.reason));
  if (entry.note) told.push(`“${entry.note}”`);
  if (entry.next_at_ms) told.push(t('change.next', { at: instant(entry.next_at_ms, nowMs()) }));
  return told.join(' · ');
}

export function Happened({ entries }: { entries: HistoryEntry[] }) {
  if (entries.length === 0) return <p class="empty">{t('why.no_history')}</p>;
  return (
    <ol class="events">
      {[...entries].reverse().map((one, index) => (
        <li key={entries.length - index}><time>{instant(one.at_ms, nowMs())}</time><span>{eventText(one)}</span></li>
      ))}
    </ol>
  );
}
