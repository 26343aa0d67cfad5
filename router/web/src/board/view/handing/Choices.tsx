// Whom a lead may be given to: who can take it now, whom it may be given to all the same and how, and
// who cannot be given anything, with what to do.

import { clockText, nowMs } from '../../../shared/clock';
import { t, word } from '../../../shared/words';
import { live } from '../../state/live';
import type { Rep, Way } from '../../state/models';
import { byPresence, presenceText, standing } from '../now/Reps';

/** A rep and the way in which the lead comes to them. */
export interface Chosen {
  rep: string;
  way: Way;
}

/** Who serves the pool, those who can take it first; `without` has it already. */
export function candidates(pool: string, without: string | undefined): Rep[] {
  const rank = ({ hand_over: { ways } }: Rep): number => (ways.includes('refuse') ? 0 : ways.length ? 1 : 2);
  return live.reps.filter((one) => one.pools.includes(pool) && one.rep !== without)
    .sort((one, other) => rank(one) - rank(other) || byPresence(one, other));
}

/** The way that is proposed: nothing out of order where that will do, else what costs the rep least. */
export function firstWay({ hand_over: { ways } }: Rep): Way {
  return (['refuse', 'replace', 'over'] as const).find((one) => ways.includes(one)) ?? 'refuse';
}

/** How much the rep has, or what stands in the way. */
function hint(rep: Rep): string {
  const { refused, ways } = rep.hand_over;
  if (ways.length === 0) return word('hand_over.never', refused ?? 'offline');
  if (rep.capacity === 0) return t('team.is_paused');
  const room = t('reps.room', { room: rep.room, capacity: rep.capacity });
  return `${presenceText(rep)} · ${refused === 'no_room' ? t('hand_over.full', { capacity: rep.capacity }) : room}`;
}

function wayText(way: Way, rep: Rep): string {
  if (way === 'over') return word('hand_over.over', rep.capacity === 0 ? 'paused' : rep.hand_over.refused ?? 'no_room');
  const rings = rep.ringing[0];
  if (!rings) return t('hand_over.replace');
  const who = [rings.customer, rings.masked].filter(Boolean).join(' ');
  return t('hand_over.replace.of', { lead: who, score: rings.score.toFixed(0), time: clockText(nowMs() - rings.assigned_at_ms) });
}

function Choice({ rep, chosen, choose }: { rep: Rep; chosen: Chosen | null; choose: (chosen: Chosen) => void }) {
  const { ways } = rep.hand_over;
  const mine = chosen?.rep === rep.rep;
  return (
    <div class={`choice ${standing(rep)}`} data-rep={rep.rep}>
      <label>
        <input type="radio" name="rep" value={rep.rep} checked={mine} disabled={ways.length === 0} onChange={() => choose({ rep: rep.rep, way: firstWay(rep) })} />
        <span class="dot" aria-hidden="true" />
        <b>{rep.name || rep.rep}</b>
        <span class="soft">{hint(rep)}</span>
      </label>
      {mine && !ways.includes('refuse') && (
        <div class="ways" role="radiogroup" aria-label={t('hand_over.how')}>
          {ways.map((way) => (
            <label key={way} class="way" data-way={way}>
              <input type="radio" name="way" value={way} checked={chosen.way === way} onChange={() => choose({ rep: rep.rep, way })} />
              <span>{wayText(way, rep)}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}

export function Choices({ pool, without, chosen, choose }: {
  pool: string; without: string | undefined; chosen: Chosen | null; choose: (chosen: Chosen) => void;
}) {
  const reps = candidates(pool, without);
  return (
    <>
      {reps.map((one) => <Choice key={one.rep} rep={one} chosen={chosen} choose={choose} />)}
      {reps.length === 0 && <p class="empty">{t('hand_over.nobody', { pool: word('pool', pool) })}</p>}
    </>
  );
}

/** The choice as it may still be made: a rep who can take it by now, or no more that way, was not chosen for that. */
export function stillChosen(chosen: Chosen | null): Chosen | null {
  const rep = chosen && live.rep(chosen.rep);
  if (!rep) return null;
  return rep.hand_over.ways.includes(chosen.way) ? chosen : null;
}
