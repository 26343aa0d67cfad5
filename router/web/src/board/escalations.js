// Rungs of the ladder that fired, the newest first, and whether their leads were answered since.

import { timeOfDay } from '../shared/clock';
import { byId, el, fill, show, signature } from './dom.js';
import { language, t, word } from '../shared/words';

const FRESH_MS = 6000;

export class Escalations {
  constructor(open) {
    this.open = open;
    this.fresh = new Map(); // a rung that has just fired, to when it is no longer new
  }

  hear(changes) {
    for (const change of changes) {
      if (change.kind === 'rung') this.fresh.set(keyOf(change), performance.now() + FRESH_MS);
    }
  }

  draw(rungs, names) {
    for (const [key, until] of this.fresh) if (until < performance.now()) this.fresh.delete(key);
    byId('escalations-title').textContent = t('rungs.title');
    const key = signature(rungs, [...this.fresh.keys()], [...names], language());
    if (key !== this.drawn) {
      fill(byId('escalations').querySelector('ol'), [...rungs].reverse().map((rung) => this.line(rung, names)));
    }
    this.drawn = key;
    const empty = byId('escalations').querySelector('.empty');
    show(empty, rungs.length === 0);
    empty.textContent = t('rungs.empty');
  }

  line(rung, names) {
    const name = (rep) => names.get(rep) ?? rep;
    const has = rung.rep ? t('rungs.has', { who: name(rung.rep) }) : t('rungs.has_nobody');
    const does = rung.does.map((one) => (one === 'remind' && !rung.rep ? t('does.no_phone') : word('does', one))).join(t('comma'));
    const fresh = this.fresh.has(keyOf(rung));
    return el('li', { class: `rung-line${rung.answered ? ' over' : ''}${fresh ? ' fresh' : ''}` },
      el('button', { type: 'button', class: 'rung-open', data: { key: `rung ${keyOf(rung)}` }, on: { click: () => this.open(rung.lead) } },
        el('time', {}, timeOfDay(rung.at_ms, language())),
        el('span', { class: 'which' }, el('b', {}, word('rung', rung.name)), el('span', { class: 'digits' }, rung.masked)),
        el('span', { class: 'does' }, does || t('rungs.nothing')),
        el('span', { class: 'who' }, `${has} · ${t('score')} ${rung.score.toFixed(1)}`),
        rung.answered ? el('span', { class: 'end' }, answer(rung, name)) : null));
  }
}

/** How it ended; of an episode before this one only that it did. */
function answer(rung, name) {
  if (rung.state === 'closed') return t('rungs.closed');
  return rung.state === 'acknowledged' ? t('rungs.acknowledged', { who: name(rung.holder) }) : t('rungs.over');
}

function keyOf({ lead, episode, n }) {
  return `${lead} ${episode} ${n}`;
}
