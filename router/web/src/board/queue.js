// What waits, the next to go first.

import { nowMs } from '../shared/clock';
import { byId, el, fill, show, signature } from './dom.js';
import { language, t, word } from '../shared/words';

const HEADS = ['place', 'score', 'lead', 'channel', 'pool', 'hot', 'waited', 'age', 'rungs', 'notes'];
let drawn = new Map();

export function drawQueue(rows, stats, open) {
  byId('queue-title').textContent = t('queue.title', { n: stats.waiting });
  fill(byId('queue').querySelector('thead'),
    el('tr', {}, ...HEADS.map((head) => el('th', { scope: 'col', class: head }, t(`queue.${head}`)))));
  fill(byId('queue').querySelector('tbody'), kept(rows, open));
  show(byId('queue').querySelector('thead'), rows.length > 0);
  show(byId('queue-more'), rows.length < stats.waiting && rows.length > 0);
  byId('queue-more').textContent = t('queue.more', { n: rows.length, all: stats.waiting });
  const empty = byId('queue').querySelector('.empty');
  show(empty, rows.length === 0);
  empty.textContent = stats.captured ? t('queue.empty') : t('queue.never');
}

/** Rows that have not changed are kept, so that a click is not lost to a redraw. */
function kept(rows, open) {
  const now = rows.map((row) => {
    const key = signature({ ...row, waited_s: 0, age_s: 0 }, language());
    return [key, drawn.get(key) ?? line(row, open)];
  });
  drawn = new Map(now);
  return now.map(([, made]) => made);
}

function line(row, open) {
  const now = nowMs();
  const cells = {
    place: String(row.place),
    score: el('span', { class: 'score-cell' }, el('progress', { max: 100, value: row.score.toFixed(1), 'aria-hidden': 'true' }),
      el('b', {}, row.score.toFixed(1))),
    // The button is what a keyboard reaches; a tap anywhere in the row does the same.
    lead: el('button', { type: 'button', class: 'link', data: { key: row.lead }, 'aria-label': t('queue.explain', { lead: row.masked }) }, row.masked),
    channel: word('channel', row.channel),
    pool: row.pool,
    hot: row.hot_at_ms ? el('time', { class: 'hot-clock', data: { since: row.hot_at_ms } }) : '',
    waited: el('time', { data: { since: now - row.waited_s * 1000 } }),
    age: el('time', { data: { since: now - row.age_s * 1000 } }),
    rungs: row.rung ? el('span', { class: 'rung', 'aria-label': t('queue.rungs_fired', { n: row.rung }) }, '●'.repeat(Math.min(row.rung, 4))) : '',
    notes: notes(row),
  };
  const kind = row.hot_at_ms ? 'hot' : row.overdue ? 'overdue' : '';
  return el('tr', { class: kind, data: { lead: row.lead }, on: { click: () => open(row.lead) } },
    ...HEADS.map((head) => el('td', { class: head }, cells[head])));
}

function notes(row) {
  const told = [];
  if (row.overdue) told.push(t('queue.overdue'));
  if (row.asks.length) told.push(t('queue.asks', { what: row.asks.map((one) => word('value', one.split(':').pop())).join(t('comma')) }));
  if (row.refused_by.length) told.push(t('queue.refused', { n: row.refused_by.length }));
  return told.join(' · ');
}
