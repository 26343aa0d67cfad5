// The rep's open leads, and those that any idle rep may claim.

import { tick } from '../shared/clock';
import { byId, el, fill, show, signature } from '../board/dom.js';
import { t } from '../shared/words';
import { callLink, channel, chips, number } from './facts.js';
import { toast } from './toast.js';

const SURE_MS = 5000;

export class Cards {
  constructor({ record, release, claim, open, changed }) {
    Object.assign(this, { record, release, claim, open, changed });
    this.drawn = '';
    this.sure = null; // the outcome that a second tap confirms
    this.busy = null; // the lead that is being acted on
  }

  draw(leads, claimable, rep, anew = false) {
    Object.assign(this, { leads, claimable, rep });
    const key = signature(leads, claimable, rep.room, rep.presence_set, this.sure, this.busy);
    if (key === this.drawn && !anew) return;
    this.drawn = key;
    show(byId('claims'), claimable.length > 0);
    byId('claims-title').textContent = t('claims.title', { n: claimable.length });
    fill(byId('claims').querySelector('ul'), claimable.map((lead) => this.claimCard(lead)));
    byId('leads-title').textContent = t('leads.title', { n: leads.length });
    fill(byId('leads').querySelector('ul'), [...leads].sort(byUrgency).map((lead) => this.card(lead)));
    show(byId('leads-empty'), leads.length === 0);
    byId('leads-empty').textContent = t('leads.empty');
    tick();
  }

  redraw() {
    this.draw(this.leads, this.claimable, this.rep, true);
  }

  card(lead) {
    const fresh = !lead.contacted_at_ms;
    const name = lead.contact?.name || t('no_name');
    return el('li', { class: `card${fresh ? ' fresh' : ''}`, data: { lead: lead.lead } },
      el('button', { type: 'button', class: 'open', data: { key: `open ${lead.lead}` }, on: { click: () => this.open(lead) } },
        el('span', { class: 'name' }, name), el('span', { class: 'digits' }, number(lead)),
        el('span', { class: 'line' }, `${channel(lead)} · ${lead.parts.score.toFixed(0)}`), ...chips(lead)),
      fresh && lead.reopens_at_ms
        ? el('p', { class: 'within' }, t('lead.within'), ' ', el('time', { data: { until: lead.reopens_at_ms } }))
        : el('p', { class: 'within' }, t('lead.contacted')),
      el('div', { class: 'actions' }, callLink(lead, `call ${lead.lead}`),
        ...(fresh ? this.touches(lead) : this.outcomes(lead))));
  }

  touches(lead) {
    return [
      this.button(lead, 'touch.reached', () => this.record(lead, { contacted: true, note: 'reached' })),
      this.button(lead, 'touch.no_answer', () => this.record(lead, { contacted: true, note: 'no answer' })),
      this.button(lead, 'release', () => this.release(lead), 'quiet'),
    ];
  }

  /** An outcome closes the lead for good, so it takes a second tap. */
  outcomes(lead) {
    return ['won', 'lost', 'invalid'].map((outcome) => {
      const id = `${lead.lead} ${outcome}`;
      if (this.sure === id) {
        return this.button(lead, `outcome.sure.${outcome}`, () => this.record(lead, { contacted: true, outcome }), 'second sure', id);
      }
      return this.button(lead, `outcome.${outcome}`, async () => this.askIfSure(id), 'second', id);
    });
  }

  askIfSure(id) {
    this.sure = id;
    setTimeout(() => {
      if (this.sure !== id) return;
      this.sure = null;
      this.redraw();
    }, SURE_MS);
  }

  claimCard(lead) {
    const can = this.rep.presence_set === 'idle';
    return el('li', { class: 'card claimable', data: { lead: lead.lead } },
      el('div', { class: 'open' },
        el('span', { class: 'name' }, lead.masked),
        el('span', { class: 'line' }, `${channel(lead)} · ${lead.parts.score.toFixed(0)}`), ...chips(lead)),
      el('p', { class: 'within' }, t('hot_for'), ' ', el('time', { data: { since: lead.hot_at_ms ?? lead.waiting_since_ms } }),
        can ? null : ` · ${t('claims.be_idle')}`),
      el('div', { class: 'actions' }, this.button(lead, 'claim', () => this.claim(lead), 'main')));
  }

  button(lead, label, work, kind = 'second', key = `${label} ${lead.lead}`) {
    return el('button', { type: 'button', class: kind, disabled: this.busy === lead.lead, data: { key },
      on: { click: () => this.run(lead, work) } }, t(label));
  }

  async run(lead, work) {
    if (this.busy) return;
    this.busy = lead.lead;
    this.redraw();
    try {
      await work();
    } catch (refused) {
      toast(refused.text);
    } finally {
      this.busy = null;
      this.redraw();
      this.changed();
    }
  }
}

/** Those never called first, the nearest to going back at the top; then the newest. */
function byUrgency(one, other) {
  const rank = (lead) => (lead.contacted_at_ms ? 1 : 0);
  return rank(one) - rank(other)
    || (one.reopens_at_ms ?? 0) - (other.reopens_at_ms ?? 0)
    || (other.acknowledged_at_ms ?? 0) - (one.acknowledged_at_ms ?? 0);
}
