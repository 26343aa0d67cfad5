// Calls of the interface. An action keeps its id until its fate is known, so that asking again
// never acts twice.

import type { Refused as RefusedAnswer } from './contract';
import { has, t, word } from './words';

const TIMEOUT_MS = 9000;
const TRIES = 4;
const pending = new Map<string, string>(); // what is done to what, to the id of its action

/** Less may come from what stands between, a proxy say. */
export type RefusedBody = Pick<RefusedAnswer, 'error'> & Partial<RefusedAnswer>;

/** A call that was refused, or could not be made: `code` for programs, `text` for people. */
export class Refused extends Error {
  readonly code: string;

  constructor(readonly status: number, readonly body: RefusedBody) {
    super(body.message ?? body.error);
    this.code = body.error;
  }

  /** Whether it may have taken place all the same: the same id may be sent again. */
  get unknown(): boolean {
    return [0, 502, 503, 504].includes(this.status);
  }

  /** One sentence in the reader's language. */
  get text(): string {
    return refusedText(this.body);
  }
}

/** What a refusal says to people; kept bodies are told long after their call. */
export function refusedText(body: RefusedBody): string {
  const holder = body.holder_name || body.holder;
  if (holder && has('error', `${body.error}.by`)) return word('error', `${body.error}.by`, { who: holder });
  if (has('error', body.error)) return word('error', body.error);
  return t('error.other', { message: body.message ?? body.error });
}

/** The answer of a call, or null of an empty one. Throws Refused. */
export async function call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw lost();
  }
  if (!response.ok) {
    throw new Refused(response.status, { error: `http_${response.status}`, ...await response.json().catch(() => ({})) });
  }
  // An answer may be cut off in the middle: then it is none.
  return response.status === 204 ? null as T : await response.json().catch(() => { throw lost(); });
}

function lost(): Refused {
  return new Refused(0, { error: 'no_connection', message: 'no connection' });
}

interface How {
  method?: string;
  keep?: boolean;
  wait?: (refused: Refused) => void;
}

/**
 * Does an action and awaits the journal's word. While its fate is unknown (504, 503, no connection)
 * it is asked again with the same id; `wait` is told each time. The id outlives the last try, so that
 * the next tap asks for the same thing, unless `keep` is false. Throws Refused.
 */
export async function act<T = unknown>(
  what: string, path: string, body: object = {}, { method = 'POST', keep = true, wait = () => {} }: How = {},
): Promise<T> {
  const key = `${what} ${path}`;
  const id = (keep ? pending.get(key) : undefined) ?? newId();
  pending.set(key, id);
  for (let tried = 1; ; tried += 1) {
    try {
      const done = await call<T>(method, path, { ...body, action_id: id });
      pending.delete(key);
      return done;
    } catch (error) {
      const refused = error as Refused;
      if (!refused.unknown) pending.delete(key);
      if (!refused.unknown || tried === TRIES) throw refused;
      wait(refused);
      await new Promise((go) => setTimeout(go, 500 * tried));
    }
  }
}

/** An action's id. */
export function newId(): string {
  // randomUUID is for secure contexts only; a phone in the office's network may not be in one.
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, '0')).join('');
}
