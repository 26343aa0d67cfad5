// A rep at work: the state as the router has it, read anew whenever something changes.

import { act, call } from '../shared/api';
import { setClock, timeOfDay } from '../shared/clock';
import { Connection } from '../shared/connection';
import { byId, show } from '../board/dom.js';
import { Stream } from '../shared/stream';
import { language, onLanguage, t } from '../shared/words';
import { canSound, ring, stayAwake, unlock } from './alarm.js';
import { Cards } from './cards.js';
import { Offer } from './offer.js';
import { Presence } from './presence.js';
import { toast } from './toast.js';

const HEARTBEAT_MS = 20_000;
const AGAIN_MS = 3000; // after a call that failed
const TOLD = new Set(['expired', 'reassigned', 'claimed', 'offline', 'handed_over', 'no_contact']);

export class Desk {
  /** `ended(reason)` is called when the session is over. */
  constructor(rep, ended) {
    this.rep = rep;
    this.path = `/v1/reps/${encodeURIComponent(rep)}`;
    this.ended = ended;
    this.state = null;
    this.connection = new Connection(() => this.tell());
    this.reading = false;
    this.readAgain = false;
    const changed = () => this.read();
    const doing = {
      changed,
      record: (lead, body) => this.record(lead, body),
      release: (lead) => this.release(lead),
      claim: (lead) => this.claim(lead),
      open: (lead) => this.offer.open(lead),
    };
    this.presence = new Presence(rep, changed);
    this.offer = new Offer(doing);
    this.cards = new Cards(doing);
    this.unlock = () => canSound() || unlock().then(() => this.draw());
  }

  begin() {
    show(byId('desk'), true);
    show(byId('switch'), true);
    // Not on pointerdown: what moves on the page under a finger takes the tap from its button.
    document.addEventListener('click', this.unlock);
    onLanguage(this.redraw = () => this.draw(true));
    this.stream = new Stream(`${this.path}/events`, {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body),
      lost: () => this.connection.note('stream', false),
      back: () => this.back(),
      refused: () => this.isOver(),
    });
    this.beating = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.seen = () => document.visibilityState === 'visible' && this.beat();
    document.addEventListener('visibilitychange', this.seen);
    this.beat();
  }

  close() {
    this.stream.close();
    clearInterval(this.beating);
    clearTimeout(this.again);
    document.removeEventListener('click', this.unlock);
    document.removeEventListener('visibilitychange', this.seen);
    this.state = null;
    this.offer.sheet = null;
    this.offer.take([], []);
    ring(null);
    stayAwake(false);
    for (const id of ['desk', 'switch']) show(byId(id), false);
    this.connection.begin();
    this.tell();
    byId('who').textContent = 'hotlead';
  }

  /** Still here; and what was missed, if anything was, is read. */
  async beat() {
    try {
      await call('POST', `${this.path}/heartbeat`);
    } catch (refused) {
      this.fail(refused);
      return;
    }
    await this.read();
  }

  async read() {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.readAgain = false;
        this.take(await call('GET', this.path));
      } while (this.readAgain);
      this.connection.note('calls', true);
    } catch (refused) {
      this.fail(refused);
    } finally {
      this.reading = false;
    }
  }

  /** The session is over, or the rep is not registered; else it is tried again soon. */
  fail(refused) {
    if (this.stream.ended) return;
    if ([401, 404].includes(refused.status)) {
      this.ended(refused);
      return;
    }
    this.connection.note('calls', false);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.beat(), AGAIN_MS);
  }

  take(state) {
    if (!this.stream || this.stream.ended) return;
    this.state = state;
    setClock(state.at_ms, state.speed);
    this.draw();
  }

  hear({ changes }) {
    for (const change of changes) {
      const lost = ['withdrawn', 'left'].includes(change.kind) && change.rep === this.rep;
      if (lost && TOLD.has(change.reason)) toast(t(`gone.${change.reason}`));
    }
    this.read();
  }

  draw(anew = false) {
    if (!this.state) return;
    const { rep, assignments, leads, claimable } = this.state;
    byId('who').textContent = rep.name || rep.rep;
    this.presence.draw(rep);
    this.cards.draw(leads, claimable, rep, anew);
    if (anew) this.offer.drawn = '';
    this.offer.take(assignments, leads);
    this.tell();
  }

  async record(lead, body) {
    await act(`activity ${lead.epoch} ${body.note ?? ''} ${body.outcome ?? ''}`,
      `/v1/leads/${encodeURIComponent(lead.lead)}/activities`, { epoch: lead.epoch, ...body });
    toast(t(body.outcome ? `outcome.done.${body.outcome}` : 'touch.done'), 'good');
  }

  async release(lead) {
    await act(`release ${lead.epoch}`, `/v1/leads/${encodeURIComponent(lead.lead)}/release`, { epoch: lead.epoch });
    this.offer.sheet = null;
    toast(t('released'), 'good');
  }

  async claim(lead) {
    const done = await act('claim', `/v1/leads/${encodeURIComponent(lead.lead)}/claim`);
    this.offer.open({ ...lead, contact: done.contact, epoch: done.epoch, fresh: true });
  }

  back() {
    this.connection.note('stream', true);
    this.beat();
  }

  tell() {
    const box = byId('connection');
    const { lostAt } = this.connection;
    show(box, lostAt !== null);
    if (lostAt !== null) box.textContent = t('connection.lost', { at: timeOfDay(lostAt, language()) });
    document.body.classList.toggle('stale', lostAt !== null);
  }

  /** When the stream is refused: a call tells why. */
  async isOver() {
    await this.beat();
    return this.stream.ended;
  }
}
