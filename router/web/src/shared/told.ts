// What the router tells of a lead, in the reader's language and zone.

import { type Language, language } from './words';

export type Told = Record<Language, string> & {
  /** Instants that the sentence names in braces. */
  times?: Record<string, number>;
};

/** The sentence, its instants as `when` writes them. */
export function toldText(told: Told, when: (ms: number) => string): string {
  return Object.entries(told.times ?? {}).reduce((text, [name, ms]) => text.replaceAll(`{${name}}`, when(ms)), told[language()]);
}
