// The supervisors' board: put together here. Session, then the live state.

import { call } from '../shared/api';
import { setClock, tick, timeOfDay } from '../shared/clock';
import { Connection } from '../shared/connection';
import { byId, show } from './dom.js';
import { Escalations } from './escalations.js';
import { Find } from './find.js';
import { drawKpis } from './kpis.js';
import { drawQueue } from './queue.js';
import { drawReps } from './reps.js';
import { Why } from './why.js';
import { Login } from './login.js';
import { Stream } from '../shared/stream';
import { language, learn, onLanguage, switchLanguage, t, tellLanguage } from '../shared/words';
import { en } from '../words/board/en';
import { zh } from '../words/board/zh';
import '../shared/base.css';
import './board.css';
import './why.css';

learn({ en, zh });

const READ_EVERY_MS = 1000; // at most, however many changes there are
const READ_AGAIN_MS = 3000; // after a read that failed
const READ_ANYWAY_MS = 15_000; // what changes without a change, like a score
const ROWS = 100;

class Board {
  /** `ended(reason)` is called when the session is over. */
  constructor(ended) {
    this.ended = ended;
    this.state = null;
    this.connection = new Connection(() => this.tell());
    this.readAt = 0;
    this.reading = false;
    this.soon = 0;
    this.why = new Why();
    this.open = (lead) => this.why.open(lead);
    this.escalations = new Escalations(this.open);
    this.find = new Find(this.open);
    addEventListener('hashchange', () => this.fromFragment());
    onLanguage(() => this.draw());
  }

  begin() {
    this.connection.begin();
    this.state = null;
    this.tell();
    for (const id of ['board', 'live', 'find']) show(byId(id), true);
    this.stream = new Stream('/v1/events', {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body),
      lost: () => this.connection.note('stream', false),
      back: () => { this.connection.note('stream', true); this.later(); },
      refused: () => this.isOver(),
    });
    this.anyway = setInterval(() => this.later(), READ_ANYWAY_MS);
    this.fromFragment();
  }

  /** /board#lead=ID leads to that lead's explanation. */
  fromFragment() {
    const lead = new URLSearchParams(location.hash.slice(1)).get('lead');
    if (lead && !byId('board').hidden && lead !== this.why.lead) this.open(lead);
  }

  close() {
    this.stream.close();
    clearInterval(this.anyway);
    clearTimeout(this.soon);
    this.soon = 0;
    this.why.close();
    for (const id of ['board', 'live', 'find']) show(byId(id), false);
  }

  take(body) {
    setClock(body.at_ms, body.speed);
    this.state = { stats: body.stats, queue: body.queue, reps: body.reps, escalations: body.escalations };
    this.draw();
  }

  hear({ changes }) {
    this.escalations.hear(changes);
    this.why.hear(changes);
    this.later();
  }

  /** Reads soon, but not more often than once in so many milliseconds. */
  later(every = READ_EVERY_MS) {
    if (this.soon || this.stream.ended) return;
    this.soon = setTimeout(() => { this.soon = 0; this.read(); }, Math.max(0, this.readAt + every - performance.now()));
  }

  async read() {
    if (this.reading) {
      this.later();
      return;
    }
    this.reading = true;
    this.readAt = performance.now();
    try {
      const [queue, stats, team, rungs] = await Promise.all([
        call('GET', `/v1/queue?limit=${ROWS}`), call('GET', '/v1/stats'), call('GET', '/v1/reps'),
        call('GET', '/v1/escalations')]);
      this.state = { queue: queue.leads, stats, reps: team.reps, escalations: rungs.escalations };
      this.connection.note('calls', true);
      this.draw();
    } catch (refused) {
      this.fail(refused);
    } finally {
      this.reading = false;
      this.readAt = performance.now();
    }
  }

  fail(refused) {
    if (this.stream.ended) return;
    if (refused.status === 401) {
      this.end(refused);
      return;
    }
    this.connection.note('calls', false);
    this.later(READ_AGAIN_MS);
  }

  draw() {
    this.tell();
    if (!this.state) return;
    const { queue, stats, reps, escalations } = this.state;
    const names = new Map(reps.map((rep) => [rep.rep, rep.name || rep.rep]));
    this.why.take(names);
    this.find.take([...queue, ...escalations]);
    drawKpis(stats);
    drawQueue(queue, stats, this.open);
    drawReps(reps, this.open);
    this.escalations.draw(escalations, names);
    tick();
  }

  tell() {
    const { lostAt } = this.connection;
    const lost = lostAt !== null;
    byId('live').textContent = lost ? t('board.stale', { at: timeOfDay(lostAt, language()) }) : t('board.live');
    byId('live').className = lost ? 'live lost' : 'live';
    document.body.classList.toggle('stale', lost);
  }

  /** When the stream is refused: a call tells why. */
  async isOver() {
    await this.read();
    return this.stream.ended;
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

const login = new Login(() => {
  show(byId('logout'), true);
  board.begin();
});

function label() {
  document.title = t('title.board');
  byId('title').textContent = t('board.title');
  byId('logout').textContent = t('logout');
  byId('language').textContent = t('other_language');
  byId('language').lang = language() === 'zh' ? 'en' : 'zh-CN';
}

tellLanguage();
byId('language').addEventListener('click', switchLanguage);
onLanguage(label);
label();
byId('logout').addEventListener('click', async () => {
  await login.close();
  board.end(null);
});
login.begin();
