// The team: presence, room, the last assignment, and the leads that each has.

import { useState } from 'preact/hooks';
import { Refused, call } from '../../../shared/api';
import { t, word } from '../../../shared/words';
import { asked, linkToView } from '../../state/address';
import { live } from '../../state/live';
import type { Lead, Rep } from '../../state/models';
import { here } from '../../state/session';
import { Csv, Since } from '../parts';

const ORDER = ['idle', 'busy', 'away', 'offline'];

export function presenceText(rep: Rep): string {
  const said = t(`presence.${rep.presence}`);
  if (rep.presence === 'away' && rep.presence_why === 'missed') return `${said} (${t('reps.by_system')})`;
  return rep.on_shift ? said : `${said} · ${t('reps.off_shift')}`;
}

export function byPresence(one: Rep, other: Rep): number {
  return ORDER.indexOf(one.presence) - ORDER.indexOf(other.presence) || Number(other.free) - Number(one.free)
    || one.rep.localeCompare(other.rep);
}

type Held = Pick<Lead, 'lead' | 'masked' | 'state' | 'parts'>;

function Line({ rep }: { rep: Rep }) {
  const [held, hold] = useState<Held[] | null>(null);
  const toggle = async (): Promise<void> => {
    if (held) return hold(null);
    const path = `/v1/reps/${encodeURIComponent(rep.rep)}`;
    const desk = await call<{ assignments: Held[]; leads: Held[] }>('GET', path).catch((refused: Refused) => refused);
    if (desk instanceof Refused) live.fail(desk);
    else hold([...desk.assignments, ...desk.leads]);
  };
  return (
    <li class={`rep ${rep.presence}`} data-rep={rep.rep} data-row>
      <button type="button" class="rep-line" data-item aria-expanded={held ? 'true' : 'false'} onClick={() => void toggle()}>
        <span class="dot" aria-hidden="true" />
        <span class="name">{rep.name || rep.rep}</span>
        <span class="room">{rep.capacity === 0 ? t('team.is_paused') : t('reps.room', { room: rep.room, capacity: rep.capacity })}</span>
        <span class="today">{t('reps.today', { n: rep.today })}</span>
        <span class="presence">{presenceText(rep)}</span>
        {rep.missed_in_a_row > 0
          ? <span class="missed">{t('reps.missed', { n: rep.missed_in_a_row })}</span>
          : rep.assigned_at_ms ? <span class="last">{t('reps.last')} <Since at={rep.assigned_at_ms} /></span> : null}
      </button>
      {held && (
        <ul class="held">
          {held.length === 0 && <li>{t('reps.no_leads')}</li>}
          {held.map((lead) => (
            <li key={lead.lead}>
              <a class="link digits" href={linkToView('lead', { lead: lead.lead })}>{lead.masked}</a>{' '}
              {word('state', lead.state)} · {lead.parts.score.toFixed(0)}
            </li>
          ))}
        </ul>
      )}
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
