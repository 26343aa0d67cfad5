// What this phone keeps between two openings of the page, in the browser's storage: the last desk,
// actions that wait for network, and their answers. All of it goes at a sign-out; what waits to be sent
// stays when a session ends by its age.

import type { DeskState } from './models';

/** The desk as it was when it was last read, and whose it is. */
export interface KeptDesk {
  rep: string;
  state: DeskState;
  /** Real milliseconds. */
  at: number;
}

const PREFIX = 'hotlead-kept-';
const memory = new Map<string, string>(); // where storage is forbidden: until the page closes

type Name = 'desk' | 'outbox' | 'answers' | 'subscription';

export function read<T>(name: Name): T | null {
  try {
    const text = localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null;
    return text === null ? null : JSON.parse(text) as T;
  } catch {
    const text = memory.get(name);
    return text === undefined ? null : JSON.parse(text) as T;
  }
}

export function keptDesk(): KeptDesk | null {
  return read<KeptDesk>('desk');
}

export function keep(name: Name, value: unknown): void {
  const text = JSON.stringify(value);
  memory.set(name, text);
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // in memory, then
  }
}

export function forget(name: Name): void {
  memory.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // nothing was stored
  }
}

/** All but what waits to be sent. */
export function wipe(): void {
  for (const name of ['desk', 'answers', 'subscription'] as const) forget(name);
}

/** Choices of whoever holds the phone, which outlive a sign-out. */
export function choice(name: 'push' | 'sun', value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(`hotlead-${name}`, value);
    return localStorage.getItem(`hotlead-${name}`);
  } catch {
    return value ?? null;
  }
}
