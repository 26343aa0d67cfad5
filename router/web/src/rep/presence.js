// Idle, busy, away: what the rep set, and one sentence on what follows from it.

import { act } from '../shared/api';
import { byId, el, fill, show, signature } from '../board/dom.js';
import { language, t } from '../shared/words';
import { canSound, stayAwake, unlock } from './alarm.js';
import { toast } from './toast.js';

const CHOICES = ['idle', 'busy', 'away'];

export class Presence {
  /** `changed()` is called when the rep has set another. */
  constructor(rep, changed) {
    this.rep = rep;
    this.changed = changed;
    this.wanted = null;
    byId('sound').onclick = () => unlock().then(() => this.draw(this.last));
  }

  draw(rep) {
    if (!rep) return;
    this.last = rep;
    const now = this.wanted ?? rep.presence_set;
    const drawn = signature(now, this.wanted, language());
    if (drawn !== this.drawn) fill(byId('switch'), CHOICES.map((choice) => el('button', {
      type: 'button', class: `choice ${choice}`, 'aria-pressed': choice === now ? 'true' : 'false',
      'aria-busy': this.wanted === choice, data: { key: choice }, on: { click: () => this.set(choice) },
    }, el('span', { class: 'dot', 'aria-hidden': 'true' }), t(`presence.${choice}`))));
    this.drawn = drawn;
    byId('switch').setAttribute('aria-label', t('presence.label'));
    const status = byId('status');
    const key = this.meaning(rep);
    status.textContent = t(`status.${key}`);
    status.className = `status ${key}`;
    show(byId('sound'), rep.presence_set === 'idle' && !canSound());
    byId('sound').textContent = t('sound.off');
    stayAwake(rep.presence_set === 'idle' || rep.live > 0);
  }

  meaning(rep) {
    if (rep.presence_set === 'away') return rep.presence_why === 'missed' ? 'missed' : 'away';
    if (rep.presence === 'offline') return 'offline';
    if (rep.presence_set === 'busy') return 'busy';
    if (!rep.on_shift) return 'off_shift';
    if (rep.room < 1) return 'full';
    return rep.free ? 'ready' : 'held';
  }

  async set(presence) {
    if (presence === 'idle') unlock().then(() => this.draw(this.last));
    if (this.wanted) return;
    this.wanted = presence;
    this.draw(this.last);
    try {
      await act(presence, `/v1/reps/${encodeURIComponent(this.rep)}/presence`, { presence }, { method: 'PUT', keep: false });
    } catch (refused) {
      toast(refused.text);
    } finally {
      this.wanted = null;
      this.changed();
    }
  }
}
