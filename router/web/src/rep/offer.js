// The assignment that fills the screen, its reminder, and the sheet of the lead that was taken.

import { act } from '../shared/api';
import { tick } from '../shared/clock';
import { byId, el, fill, show, signature } from '../board/dom.js';
import { t } from '../shared/words';
import { canSound, ring } from './alarm.js';
import { attributes, callLink, channel, chips, contact, parts } from './facts.js';
import { hush, toast } from './toast.js';

const REASONS = ['with_customer', 'not_my_area', 'not_my_product', 'known_customer', 'other'];

export class Offer {
  /** `changed()` re-reads the state; `record(lead, body)` and `release(lead)` act on a taken one. */
  constructor({ changed, record, release }) {
    Object.assign(this, { changed, record, release });
    this.box = byId('offer');
    this.assignments = [];
    this.sheet = null; // the lead that was just taken
    this.asking = null; // the assignment whose decline is being asked about
    this.busy = null;
    this.drawn = '';
    this.box.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** Takes the live assignments and the leads that are held. */
  take(assignments, leads) {
    this.assignments = assignments;
    const mine = this.sheet && leads.find((one) => one.lead === this.sheet.lead);
    if (mine) this.sheet = mine;
    else if (this.sheet && !this.sheet.fresh) this.sheet = null;
    if (this.asking && !assignments.some((one) => one.assignment === this.asking)) this.asking = null;
    this.draw();
  }

  open(lead) {
    this.sheet = lead;
    this.draw();
  }

  draw(anew = false) {
    const offered = this.assignments[0];
    const strong = Boolean(offered?.reminded && offered.hot_at_ms);
    ring(offered ? (strong ? 'strong' : 'fresh') : null, offered?.assignment);
    const shown = offered ?? this.sheet;
    const key = signature(offered?.assignment, strong, offered?.expires_at_ms, offered?.next_rung_at_ms,
      this.assignments.length, this.asking, this.busy, canSound(), offered ? null : this.sheet, t('call'));
    if (key === this.drawn && !anew) return;
    this.drawn = key;
    const wasHidden = this.box.hidden;
    show(this.box, Boolean(shown));
    show(byId('page'), !shown);
    if (!shown) {
      this.box.replaceChildren();
      return;
    }
    this.box.className = offered ? (strong ? 'strong' : 'offered') : 'taken';
    fill(this.box, offered ? this.offered(offered, strong) : this.taken(this.sheet));
    tick();
    if (wasHidden || !this.box.contains(document.activeElement)) this.box.focus();
  }

  offered(lead, strong) {
    const more = this.assignments.length - 1;
    return [
      strong ? el('p', { class: 'alarm', role: 'alert' }, t('offer.strong')) : null,
      // A tap anywhere does it; this is where a thumb looks for it.
      canSound() ? null : el('button', { type: 'button', class: 'banner', data: { key: 'sound' } }, t('sound.off')),
      el('div', { class: 'head' },
        el('h2', { id: 'offer-title' }, channel(lead)), ...chips(lead),
        more ? el('span', { class: 'chip' }, t('offer.more', { n: more })) : null),
      el('div', { class: 'score' }, el('span', { class: 'label' }, t('score')),
        el('b', {}, lead.parts.score.toFixed(1)), this.hotClock(lead)),
      parts(lead),
      el('p', { class: 'masked', 'aria-label': t('offer.masked') }, lead.masked),
      attributes(lead),
      el('div', { class: 'foot' }, this.deadline(lead),
        ...(this.asking === lead.assignment ? this.reasons(lead) : this.choices(lead))),
    ];
  }

  hotClock(lead) {
    if (!lead.hot_at_ms) return null;
    return el('span', { class: 'hot-clock' }, t('hot_for'), ' ', el('time', { data: { since: lead.hot_at_ms } }));
  }

  deadline(lead) {
    const until = lead.expires_at_ms ?? lead.next_rung_at_ms;
    if (!until) return null;
    const label = lead.expires_at_ms ? t('offer.expires') : t('offer.escalates');
    return el('div', { class: 'deadline' }, el('span', {}, label), el('time', { role: 'timer', data: { until } }),
      el('progress', { max: 1, 'aria-hidden': 'true', data: { from: lead.assigned_at_ms ?? 0, left: until } }));
  }

  choices(lead) {
    const waits = this.busy !== null;
    return [
      el('button', { type: 'button', class: 'main take', disabled: waits, data: { key: 'take' },
        on: { click: () => this.acknowledge(lead) } }, waits ? t(this.busy) : t('offer.take')),
      el('button', { type: 'button', class: 'second', disabled: waits, data: { key: 'decline' },
        on: { click: () => this.ask(lead.assignment) } }, t('offer.decline')),
    ];
  }

  reasons(lead) {
    return [
      el('p', { class: 'question', id: 'why-not' }, t('decline.why')),
      el('div', { class: 'reasons', role: 'group', 'aria-labelledby': 'why-not' },
        ...REASONS.map((reason) => el('button', { type: 'button', class: 'second', disabled: this.busy !== null,
          data: { key: reason }, on: { click: () => this.decline(lead, reason) } }, t(`decline.${reason}`)))),
      el('button', { type: 'button', class: 'quiet', data: { key: 'back' }, on: { click: () => this.ask(null) } }, t('decline.back')),
    ];
  }

  taken(lead) {
    const close = () => { this.sheet = null; this.draw(); };
    const record = (note) => () => this.whileBusy(() => this.record(lead, { contacted: true, note }));
    const done = Boolean(lead.contacted_at_ms);
    const button = (key, kind, act_) => el('button', { type: 'button', class: kind, disabled: this.busy !== null,
      data: { key }, on: { click: act_ } }, t(key));
    return [
      el('div', { class: 'head' }, el('h2', { id: 'offer-title' }, lead.contact?.name || t('no_name')), ...chips(lead)),
      el('p', { class: 'from' }, channel(lead), ' · ', t('score'), ' ', lead.parts.score.toFixed(1)),
      ...contact(lead, toast),
      attributes(lead),
      lead.reopens_at_ms && !done ? el('p', { class: 'within' }, t('lead.within'), ' ', el('time', { data: { until: lead.reopens_at_ms } })) : null,
      el('div', { class: 'foot' },
        callLink(lead, 'call'),
        done ? el('p', { class: 'recorded', role: 'status' }, t('lead.recorded')) : el('div', { class: 'pair' },
          button('touch.reached', 'second', record('reached')), button('touch.no_answer', 'second', record('no answer'))),
        el('div', { class: 'pair' },
          done ? null : button('release', 'quiet', () => this.whileBusy(() => this.release(lead))),
          button('to_list', 'quiet', close))),
    ];
  }

  ask(assignment) {
    this.asking = assignment;
    this.draw();
    if (assignment) this.box.querySelector('.reasons button').focus();
  }

  async whileBusy(work) {
    if (this.busy) return;
    this.busy = 'sending';
    hush();
    this.draw();
    try {
      await work(() => { this.busy = 'asking_again'; this.draw(); });
    } catch (refused) {
      toast(refused.text);
    } finally {
      this.busy = null;
      this.changed();
      this.draw(true);
    }
  }

  acknowledge(lead) {
    return this.whileBusy(async (wait) => {
      const done = await act('acknowledge', `/v1/assignments/${encodeURIComponent(lead.assignment)}/acknowledge`, {}, { wait });
      this.assignments = this.assignments.filter((one) => one.assignment !== lead.assignment);
      this.sheet = { ...lead, contact: done.contact, epoch: done.epoch, fresh: true };
    });
  }

  decline(lead, reason) {
    return this.whileBusy(async (wait) => {
      await act('decline', `/v1/assignments/${encodeURIComponent(lead.assignment)}/decline`, { reason }, { wait });
      this.assignments = this.assignments.filter((one) => one.assignment !== lead.assignment);
      this.asking = null;
      toast(t('declined'), 'good');
    });
  }

  onKey(event) {
    if (event.key !== 'Escape') return;
    if (this.asking) this.ask(null);
    else if (!this.assignments.length && this.sheet) {
      this.sheet = null;
      this.draw();
    }
  }
}
