// Rungs of the ladder as they fire, the newest first.

import { timeOfDay } from '../clock.js';
import { byId, el, fill, show, signature } from '../dom.js';
import { language, t, word } from '../words.js';

const KEPT = 50;
const FRESH_MS = 6000;

export class Escalations {
  constructor(open) {
    this.open = open;
    this.rungs = [];
    this.ended = new Map(); // lead to how its episode ended, as far as it was heard
  }

  take(rungs) {
    this.rungs = [...rungs].reverse().slice(0, KEPT);
  }

  hear(atMs, changes) {
    for (const change of changes) {
      if (change.kind === 'rung') {
        this.rungs.unshift({ at_ms: atMs, freshUntil: performance.now() + FRESH_MS, ...change });
        this.ended.delete(change.lead);
      } else if (['acknowledged', 'closed'].includes(change.kind)) this.ended.set(change.lead, change);
    }
    this.rungs.length = Math.min(this.rungs.length, KEPT);
  }

  draw(reps) {
    const names = new Map(reps.map((rep) => [rep.rep, rep.name || rep.rep]));
    byId('escalations-title').textContent = t('rungs.title');
    const key = signature(this.rungs.map((rung) => [rung, isFresh(rung)]), [...this.ended], [...names], language());
    if (key !== this.drawn) fill(byId('escalations').querySelector('ol'), this.rungs.map((rung) => this.line(rung, names)));
    this.drawn = key;
    const empty = byId('escalations').querySelector('.empty');
    show(empty, this.rungs.length === 0);
    empty.textContent = t('rungs.empty');
  }

  line(rung, names) {
    const end = this.ended.get(rung.lead);
    const has = rung.rep ? t('rungs.has', { who: names.get(rung.rep) ?? rung.rep }) : t('rungs.has_nobody');
    const does = rung.does.split('+').filter(Boolean).map((one) => word('does', one)).join(t('comma'));
    return el('li', { class: `rung-line${end ? ' over' : ''}${isFresh(rung) ? ' fresh' : ''}` },
      el('button', { type: 'button', class: 'rung-open', data: { key: `rung ${rung.lead} ${rung.n} ${rung.episode}` },
        on: { click: () => this.open(rung.lead) } },
      el('time', {}, timeOfDay(rung.at_ms, language())),
      el('b', {}, word('rung', rung.name)),
      el('span', { class: 'does' }, does || t('rungs.nothing')),
      el('span', { class: 'who' }, has, ' · ', t('score'), ' ', (rung.score / 1e6).toFixed(0)),
      end ? el('span', { class: 'end' }, t(`rungs.${end.kind}`, { who: names.get(end.rep) ?? end.rep ?? '' })) : null));
  }
}

function isFresh(rung) {
  return rung.freshUntil > performance.now();
}
