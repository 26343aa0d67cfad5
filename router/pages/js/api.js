// Calls of the interface. An action keeps its id until its fate is known, so that asking again
// never acts twice.

import { has, t } from './words.js';

const TIMEOUT_MS = 9000;
const TRIES = 4;
const pending = new Map(); // what is done to what, to the id of its action

/** A call that was refused, or could not be made: `code` for programs, `text` for people. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? body.error);
    this.status = status;
    this.code = body.error;
    this.body = body;
  }

  /** One sentence in the reader's language. */
  get text() {
    const holder = this.body.holder_name || this.body.holder;
    const key = `error.${this.code}`;
    if (holder && has(`${key}.by`)) return t(`${key}.by`, { who: holder });
    return has(key) ? t(key) : t('error.other', { message: this.message });
  }
}

/** The answer of a call, or null of an empty one. Throws Refused. */
export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Refused(0, { error: 'no_connection', message: 'no connection' });
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, { error: `http_${response.status}`, ...answer });
  return answer;
}

/**
 * Does an action and awaits the journal's word. While its fate is unknown (504, 503, no connection)
 * it is asked again with the same id; `wait` is told each time. The id outlives the last try, so that
 * the next tap asks for the same thing, unless `keep` is false. Throws Refused.
 */
export async function act(what, path, body = {}, { method = 'POST', keep = true, wait = () => {} } = {}) {
  const key = `${what} ${path}`;
  const id = (keep ? pending.get(key) : null) ?? newId();
  pending.set(key, id);
  for (let tried = 1; ; tried += 1) {
    try {
      const done = await call(method, path, { ...body, action_id: id });
      pending.delete(key);
      return done;
    } catch (refused) {
      const unknown = [0, 503, 504].includes(refused.status);
      if (!unknown) pending.delete(key);
      if (!unknown || tried === TRIES) throw refused;
      wait(refused);
      await new Promise((go) => setTimeout(go, 500 * tried));
    }
  }
}

function newId() {
  // randomUUID is for secure contexts only; a phone in the office's network may not be in one.
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, '0')).join('');
}
