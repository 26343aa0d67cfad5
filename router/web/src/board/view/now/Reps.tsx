// The team: presence, room, the last assignment, and the leads that each has.

import { useState } from 'preact/hooks';
import { timeOfDay } from '../../../shared/clock';
import { language, t, word } from '../../../shared/words';
import { asked, linkToView } from '../../state/address';
import { live } from '../../state/live';
import type { Desk, Rep } from '../../state/models';
import { on, useRead } from '../../state/reads';
import { here } from '../../state/session';
import { Csv, Shown, Since } from '../parts';

const ORDER = ['idle', 'ringing', 'busy', 'away', 'offline'];

/** How a rep stands, as a colour tells it too: who is idle and rings, or wraps up, is not free. */
export function standing(rep: Rep): string {
  if (rep.presence !== 'idle') return rep.presence;
  if (rep.live > 0) return 'ringing';
  return rep.wrap_until_ms ? 'busy' : 'idle';
}

export function presenceText(rep: Rep): string {
  const wraps = rep.wrap_until_ms && t('reps.wrap_up', { at: timeOfDay(rep.wrap_until_ms, language()) });
  const stands = standing(rep);
  const told = [stands === 'ringing' ? t('reps.ringing') : wraps && rep.presence === 'idle' ? wraps : t(`presence.${rep.presence}`)];
  if (wraps && told[0] !== wraps) told.push(wraps);
  if (rep.presence === 'away' && rep.presence_why === 'missed') told.push(t('reps.by_system'));
  if (rep.presence !== 'idle' && rep.live > 0) told.push(t('reps.ringing'));
  if (rep.open_leads_max && rep.open_leads >= rep.open_leads_max) told.push(t('reps.too_many_open', { open: rep.open_leads, most: rep.open_leads_max }));
  if (!rep.on_shift) told.push(t('reps.off_shift'));
  return told.join(' · ');
}

export function byPresence(one: Rep, other: Rep): number {
  return ORDER.indexOf(standing(one)) - ORDER.indexOf(standing(other)) || Number(other.free) - Number(one.free)
    || one.rep.localeCompare(other.rep);
}

/** The leads that a rep has now. */
function Held({ rep }: { rep: string }) {
  const desk = useRead<Desk>(`/v1/reps/${encodeURIComponent(rep)}`, on.rep(rep));
  return (
    <div class="held">
      <Shown of={desk}>
        {({ assignments, leads }) => (
          <ul>
            {assignments.length + leads.length === 0 && <li>{t('reps.no_leads')}</li>}
            {[...assignments, ...leads].map((lead) => (
              <li key={lead.lead} data-lead={lead.lead}>
                <a class="link digits" href={linkToView('lead', { lead: lead.lead })}>{lead.masked}</a> {lead.customer}{' '}
                <span class="soft">{word('state', lead.state)} · {t('score')} {lead.parts.score.toFixed(0)}</span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </div>
  );
}

function Last({ rep }: { rep: Rep }) {
  if (rep.live > 0 && rep.assigned_at_ms) return <span class="last rings">{t('reps.rings')} <Since at={rep.assigned_at_ms} /></span>;
  if (rep.missed_in_a_row > 0) return <span class="missed">{t('reps.missed', { n: rep.missed_in_a_row })}</span>;
  return rep.assigned_at_ms ? <span class="last">{t('reps.last')} <Since at={rep.assigned_at_ms} /></span> : null;
}

function Line({ rep }: { rep: Rep }) {
  const [opened, open] = useState(false);
  return (
    <li class={`rep ${standing(rep)}`} data-rep={rep.rep} data-row>
      <button type="button" class="rep-line" data-item aria-expanded={opened ? 'true' : 'false'} onClick={() => open(!opened)}>
        <span class="dot" aria-hidden="true" />
        <span class="name">{rep.name || rep.rep}</span>
        <span class="room">{rep.capacity === 0 ? t('team.is_paused') : t('reps.room', { room: rep.room, capacity: rep.capacity })}</span>
        <span class="today">{t('reps.today', { n: rep.today })}</span>
        <span class="presence">{presenceText(rep)}</span>
        <Last rep={rep} />
      </button>
      {opened && <Held rep={rep.rep} />}
    </li>
  );
}

export function Reps() {
  const pool = asked('pool');
  const reps = live.reps.filter((rep) => !pool || rep.pools.includes(pool)).sort(byPresence);
  return (
    <section id="reps" class="panel" aria-labelledby="reps-title">
      <header>
        <h2 id="reps-title">{t('reps.title', { n: reps.length })}</h2>
        <Csv path="/v1/reps" what={t('reps')} />
      </header>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="reps-title">
        <ul data-list="reps">{reps.map((rep) => <Line key={rep.rep} rep={rep} />)}</ul>
        {reps.length === 0 && (
          <p class="empty">
            {t(here.mayAct ? 'reps.empty' : 'reps.empty_viewer')}{' '}
            {here.mayAct && <a class="link" href={linkToView('team', { team: 'reps', edit: '' })}>{t('team.add_rep')}</a>}
          </p>
        )}
      </div>
    </section>
  );
}
