// The team: presence, room, and the leads that each has.

import { call } from '../shared/api';
import { byId, el, fill, show, signature } from './dom.js';
import { language, t, word } from '../shared/words';

const ORDER = ['idle', 'busy', 'away', 'offline'];
const opened = new Map(); // a rep whose leads are shown, to those leads
let drawn = '';

export function drawReps(reps, open) {
  byId('reps-title').textContent = t('reps.title', { n: reps.length });
  const sorted = [...reps].sort((one, other) => ORDER.indexOf(one.presence) - ORDER.indexOf(other.presence)
    || Number(other.free) - Number(one.free) || one.rep.localeCompare(other.rep));
  const again = () => drawReps(reps, open);
  const key = signature(sorted, [...opened], language());
  if (key !== drawn) fill(byId('reps').querySelector('ul'), sorted.map((rep) => line(rep, open, again)));
  drawn = key;
  const empty = byId('reps').querySelector('.empty');
  show(empty, reps.length === 0);
  empty.textContent = t('reps.empty');
}

function line(rep, open, again) {
  const leads = opened.get(rep.rep);
  return el('li', { class: `rep ${rep.presence}`, data: { rep: rep.rep } },
    el('button', { type: 'button', class: 'rep-line', 'aria-expanded': leads ? 'true' : 'false', data: { key: `rep ${rep.rep}` },
      on: { click: () => toggle(rep, again) } },
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('span', { class: 'name' }, rep.name || rep.rep),
    el('span', { class: 'presence' }, presence(rep)),
    el('span', { class: 'room' }, t('reps.room', { room: rep.room, capacity: rep.capacity })),
    el('span', { class: 'today' }, t('reps.today', { n: rep.today })),
    rep.missed_in_a_row ? el('span', { class: 'missed' }, t('reps.missed', { n: rep.missed_in_a_row })) : null),
    leads ? el('ul', { class: 'held' }, ...held(leads, open)) : null);
}

function presence(rep) {
  const said = t(`presence.${rep.presence}`);
  if (rep.presence === 'away' && rep.presence_why === 'missed') return `${said} (${t('reps.by_system')})`;
  return rep.on_shift ? said : `${said} · ${t('reps.off_shift')}`;
}

function held(leads, open) {
  if (!leads.length) return [el('li', { class: 'none' }, t('reps.no_leads'))];
  return leads.map((lead) => el('li', {}, el('button', { type: 'button', class: 'link', data: { key: `held ${lead.lead}` },
    on: { click: () => open(lead.lead) } }, lead.masked), ` ${word('state', lead.state)} · ${lead.parts.score.toFixed(0)}`));
}

async function toggle(rep, again) {
  if (opened.delete(rep.rep)) {
    again();
    return;
  }
  const desk = await call('GET', `/v1/reps/${encodeURIComponent(rep.rep)}`).catch(() => null);
  if (!desk) return;
  opened.set(rep.rep, [...desk.assignments, ...desk.leads]);
  again();
}
