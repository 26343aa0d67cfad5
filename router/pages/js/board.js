// The supervisors' board: put together here. Session, then the live state; the parts are in board/.

import { call } from './api.js';
import { setClock, tick, timeOfDay } from './clock.js';
import { byId, show } from './dom.js';
import { Escalations } from './board/escalations.js';
import { drawKpis } from './board/kpis.js';
import { drawQueue } from './board/queue.js';
import { drawReps } from './board/reps.js';
import { Why } from './board/why.js';
import { Login } from './login.js';
import { Stream } from './stream.js';
import { language, languageButton, onLanguage, t } from './words.js';

const READ_EVERY_MS = 1000; // at most, however many changes there are
const READ_ANYWAY_MS = 15_000; // what changes without a change, like a score
const ROWS = 100;

class Board {
  constructor(ended) {
    this.ended = ended;
    this.state = null;
    this.lostAt = null;
    this.readAt = 0;
    this.reading = false;
    this.soon = 0;
    this.why = new Why();
    const open = (lead) => this.why.open(lead);
    this.open = open;
    this.escalations = new Escalations(open);
    onLanguage(() => this.draw());
  }

  begin() {
    show(byId('board'), true);
    show(byId('live'), true);
    this.stream = new Stream('/v1/events', {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body),
      lost: () => { this.lostAt = Date.now(); this.tell(); },
      back: () => { this.lostAt = null; this.tell(); this.later(); },
      refused: () => this.checkSession(),
    });
    this.anyway = setInterval(() => this.later(), READ_ANYWAY_MS);
  }

  close() {
    this.stream.close();
    clearInterval(this.anyway);
    clearTimeout(this.soon);
    this.why.close();
    for (const id of ['board', 'live']) show(byId(id), false);
  }

  take(body) {
    setClock(body.at_ms, body.speed);
    this.state = { stats: body.stats, queue: body.queue, reps: body.reps };
    this.escalations.take(body.escalations);
    this.draw();
  }

  hear({ at_ms: atMs, changes }) {
    this.escalations.hear(atMs, changes);
    this.why.hear(changes);
    this.later();
  }

  /** Reads soon, but not more often than once a second. */
  later() {
    if (this.soon) return;
    this.soon = setTimeout(() => { this.soon = 0; this.read(); }, Math.max(0, this.readAt + READ_EVERY_MS - performance.now()));
  }

  async read() {
    if (this.reading) {
      this.later();
      return;
    }
    this.reading = true;
    this.readAt = performance.now();
    try {
      const [queue, stats, team] = await Promise.all([
        call('GET', `/v1/queue?limit=${ROWS}`), call('GET', '/v1/stats'), call('GET', '/v1/reps')]);
      this.state = { queue: queue.leads, stats, reps: team.reps };
      this.draw();
    } catch (refused) {
      if (refused.status === 401) this.end(refused);
    } finally {
      this.reading = false;
      this.readAt = performance.now();
    }
  }

  draw() {
    this.tell();
    if (!this.state) return;
    const { queue, stats, reps } = this.state;
    drawKpis(stats);
    drawQueue(queue, stats, this.open);
    drawReps(reps, this.open);
    this.escalations.draw(reps);
    tick();
  }

  tell() {
    const lost = this.lostAt !== null;
    byId('live').textContent = lost ? t('board.stale', { at: timeOfDay(this.lostAt, language()) }) : t('board.live');
    byId('live').className = lost ? 'live lost' : 'live';
    document.body.classList.toggle('stale', lost);
  }

  async checkSession() {
    const refused = await call('GET', '/v1/sessions').then(() => null, (error) => error);
    if (refused?.status !== 401) return false;
    this.end(refused);
    return true;
  }

  end(reason) {
    this.close();
    this.ended(reason);
  }
}

const board = new Board((reason) => {
  show(byId('logout'), false);
  login.ask(reason);
});

const login = new Login('supervisor', () => {
  show(byId('logout'), true);
  board.begin();
});

function label() {
  document.title = t('title.board');
  byId('title').textContent = t('board.title');
  byId('logout').textContent = t('logout');
}

languageButton(byId('language'));
onLanguage(label);
label();
byId('logout').addEventListener('click', async () => {
  await call('DELETE', '/v1/sessions').catch(() => null);
  board.end(null);
});
login.begin();
