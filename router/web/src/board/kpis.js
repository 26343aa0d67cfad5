// The counts of /v1/stats.

import { clockText } from '../shared/clock';
import { byId, el, fill } from './dom.js';
import { language, t } from '../shared/words';

const COUNTS = ['waiting', 'assigned', 'acknowledged', 'closed', 'captured', 'merged'];

export function drawKpis(stats) {
  const number = (value) => value.toLocaleString(language());
  const late = stats.rungs_overdue > 0;
  const all = Object.values(stats.reps).reduce((sum, count) => sum + count, 0);
  fill(byId('kpis'),
    tile('reps_free', `${number(stats.reps_free)} / ${number(all)}`, stats.reps_free === 0 && stats.waiting > 0 ? 'bad' : ''),
    ...COUNTS.map((name) => tile(name, number(stats[name]), name === 'waiting' ? 'first' : '')),
    tile('oldest_wait', clockText(stats.oldest_wait_s * 1000)),
    tile('rungs_overdue', number(stats.rungs_overdue), late ? 'bad' : ''));
}

function tile(name, value, kind = '') {
  return el('div', { class: kind, title: t(`kpi.${name}.means`), data: { kpi: name } },
    el('dt', {}, t(`kpi.${name}`)), el('dd', {}, value));
}
