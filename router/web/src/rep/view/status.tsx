// Idle, busy, away: what the rep set, and one sentence on what follows from it.

import { nowMs } from '../../shared/clock';
import { t } from '../../shared/words';
import { canSound } from '../state/alarm';
import type { Desk } from '../state/desk';
import type { Presence, Rep } from '../state/models';
import { hourText, whenText } from '../state/sentences';

const CHOICES: Presence[] = ['idle', 'busy', 'away'];
const TOLD_MS = 15 * 60_000; // for so long it is said that the phone was not reachable

export type Meaning = 'missed' | 'away' | 'offline' | 'busy' | 'off_shift' | 'wrap_up' | 'full' | 'too_many_open' | 'ready' | 'held';

/** What the rep's presence amounts to. */
export function meaning(rep: Rep): Meaning {
  if (rep.presence_set === 'away') return rep.presence_why === 'missed' ? 'missed' : 'away';
  if (rep.presence === 'offline') return 'offline';
  if (rep.presence_set === 'busy') return 'busy';
  if (!rep.on_shift) return 'off_shift';
  if (rep.wrap_until_ms) return 'wrap_up';
  if (rep.room < 1) return 'full';
  if (rep.open_leads_max && rep.open_leads >= rep.open_leads_max) return 'too_many_open';
  return rep.free ? 'ready' : 'held';
}

export function Status({ desk, rep }: { desk: Desk; rep: Rep }) {
  const key = meaning(rep);
  return <>
    <p id="status" class={`status ${key}`} role="status" hidden={desk.stale}>{t(`status.${key}`, { n: rep.open_leads_max ?? 0 })}</p>
    {desk.stale && <p class="note">{t('connection.as_of', { at: whenText(desk.readAt, Date.now()) })}</p>}
    <WasOffline rep={rep} />
    {rep.presence_set === 'idle' && !canSound() && <button type="button" id="sound" class="banner">{t('sound.off')}</button>}
  </>;
}

function WasOffline({ rep }: { rep: Rep }) {
  const { offline_at_ms: from, online_at_ms: to } = rep;
  if (!from || !to || to < from || nowMs() - to > TOLD_MS) return null;
  return <p id="was-offline" class="note" role="status">{t('status.was_offline', { from: hourText(from), to: hourText(to) })}</p>;
}

export function Switch({ desk, rep, idle }: { desk: Desk; rep: Rep; idle: () => void }) {
  const now = desk.wanted ?? rep.presence_set;
  const tap = (choice: Presence): void => {
    void desk.set(choice);
    if (choice === 'idle') idle();
  };
  return <div id="switch" role="group" aria-label={t('presence.label')}>
    {CHOICES.map((choice) => <button type="button" key={choice} class={`choice ${choice}`} aria-pressed={choice === now}
      aria-busy={desk.wanted === choice} data-key={choice} onClick={() => tap(choice)}>
      <span class="dot" aria-hidden="true" />{t(`presence.${choice}`)}
    </button>)}
  </div>;
}
