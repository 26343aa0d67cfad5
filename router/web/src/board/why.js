// One lead explained: a sentence in both languages, the parts, and what happened to it.

import { call } from '../shared/api';
import { tick, timeOfDay } from '../shared/clock';
import { bar, byId, el, fill } from './dom.js';
import { attributeRows } from '../shared/facts';
import { has, language, onLanguage, t, word } from '../shared/words';
import { eventText, named } from './happened.js';

export class Why {
  constructor() {
    this.box = byId('why');
    this.lead = null;
    this.found = null;
    this.names = new Map();
    this.box.addEventListener('close', () => {
      this.lead = null;
      link('');
    });
    this.box.addEventListener('click', (event) => { if (event.target === this.box) this.close(); });
    onLanguage(() => this.draw());
  }

  /** The reps' names, by id. */
  take(names) {
    this.names = names;
  }

  async open(lead) {
    this.lead = lead;
    link(`#lead=${encodeURIComponent(lead)}`);
    this.found = null;
    await this.read();
  }

  close() {
    this.box.close();
  }

  hear(changes) {
    if (this.lead && changes.some((change) => change.lead === this.lead)) this.read();
  }

  async read() {
    const lead = this.lead;
    const found = await call('GET', `/v1/leads/${encodeURIComponent(lead)}/explain`).catch((refused) => refused);
    if (this.lead !== lead) return;
    this.found = found;
    this.draw();
    if (!this.box.open) this.box.showModal();
  }

  draw() {
    if (!this.lead || !this.found) return;
    const close = el('button', { type: 'button', class: 'quiet', data: { key: 'close' }, on: { click: () => this.close() } }, t('why.close'));
    if (!this.found.lead) {
      fill(this.box, el('h2', { id: 'why-title' }, this.found.text), close);
      return;
    }
    fill(this.box, this.head(close), this.sentences(), this.sum(), this.facts(), this.signals(), this.happened());
    tick();
  }

  head(close) {
    const { lead } = this.found;
    return el('div', { class: 'why-head' },
      el('h2', { id: 'why-title' }, lead.masked, ' ', el('b', { class: 'big' }, lead.parts.score.toFixed(1))),
      el('span', { class: 'chip' }, word('state', lead.state)),
      lead.hot_at_ms && ['waiting', 'assigned'].includes(lead.state)
        ? el('span', { class: 'chip hot' }, t('hot_for'), ' ', el('time', { data: { since: lead.hot_at_ms } })) : null,
      close);
  }

  sentences() {
    const { why } = this.found;
    const first = language() === 'zh' ? [['zh-CN', why.zh], ['en', why.en]] : [['en', why.en], ['zh-CN', why.zh]];
    return el('div', { class: 'sentences' }, ...first.map(([lang, text]) => el('p', { lang }, text)));
  }

  /** 0.30 × 80 + 0.50 × 85 + 0.20 × 94 = 85.3, as bars and as a sum. */
  sum() {
    const { lead, weights } = this.found;
    const names = ['profile', 'heat', 'freshness'];
    const terms = names.map((name) => `${weights[name].toFixed(2)} × ${lead.parts[name].toFixed(1)}`);
    return el('div', { class: 'parts' }, ...names.map((name) => bar(t(`part.${name}`), lead.parts[name])),
      el('p', { class: 'sum' }, `${terms.join(' + ')} = ${lead.parts.score.toFixed(1)}`,
        el('span', { class: 'policy' }, t('why.policy', { version: this.found.policy }))));
  }

  facts() {
    const { lead, points } = this.found;
    const rows = [
      [t('queue.channel'), word('channel', lead.channel)], [t('queue.pool'), lead.pool],
      [t('why.captured'), timeOfDay(lead.captured_at_ms, language())],
      [t('why.holder'), lead.holder ? named(lead.holder, this.names) : t('rungs.nobody')],
      ...attributeRows(lead).map(([name, label, value]) => [label, name in points ? `${value} (+${points[name].toFixed(0)})` : value]),
    ];
    return el('dl', { class: 'facts' }, ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  }

  signals() {
    const { signals } = this.found;
    return el('section', {}, el('h3', {}, t('why.signals')),
      signals.length
        ? el('ul', { class: 'events' }, ...signals.map((one) => el('li', {}, el('time', {}, timeOfDay(one.at_ms, language())),
          el('span', {}, has('signal', one.signal) ? word('signal', one.signal, { value: one.value }) : `${one.signal} ${one.value}`),
          el('b', {}, one.points === null || one.points === undefined ? t('why.no_points') : `+${one.points.toFixed(0)}`))))
        : el('p', { class: 'empty' }, t('why.no_signals')));
  }

  happened() {
    const { history } = this.found;
    return el('section', {}, el('h3', {}, t('why.history')),
      history.length
        ? el('ol', { class: 'events' }, ...[...history].reverse().map((one) => el('li', {},
          el('time', {}, timeOfDay(one.at_ms, language())), el('span', {}, eventText(one, this.names)))))
        : el('p', { class: 'empty' }, t('why.no_history')));
  }
}

/** The address is a link to what is shown. */
function link(fragment) {
  history.replaceState(null, '', `${location.pathname}${fragment}`);
}
