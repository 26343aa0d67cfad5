// What the gateway says of a bad value (router/gateway/refusals.py) in the reader's language. It is
// recognised by its English sentence; what is not known stays as it is.

import { t, type Key } from '../../shared/words';
import { en } from '../../words/board/team/en';

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const MENDS = Object.entries(en).filter(([key]) => key.startsWith('mend.'))
  .map(([key, text]) => [key as Key, new RegExp(`^${text.split('{n}').map(literal).join('(.+)')}$`)] as const);

export function mendText(problem: string): string {
  for (const [key, sentence] of MENDS) {
    const found = sentence.exec(problem);
    if (found) return t(key, { n: found[1] });
  }
  return problem;
}
