// Why a lead is worth a call, in one sentence; read beside, so that nothing waits for it.

import { useEffect, useState } from 'preact/hooks';
import { call } from '../../shared/api';
import { language, t } from '../../shared/words';
import type { Explanation, Lead } from '../state/models';
import { whySentence } from '../state/sentences';
import { Since } from './parts';

const known = new Map<string, Explanation>();
const asked = new Map<string, Promise<Explanation>>();
const KNOWN_MAX = 50;

/** Why the lead has its score, once that is read; null before, and without network. */
export function useExplained(lead: Lead): Explanation | null {
  const key = `${lead.lead} ${lead.hot_at_ms ?? ''}`;
  const [, setExplained] = useState<Explanation | null>(null);
  useEffect(() => {
    if (known.has(key)) return;
    const answer = asked.get(key) ?? call<Explanation>('GET', `/v1/leads/${encodeURIComponent(lead.lead)}/explain`);
    asked.set(key, answer);
    answer.then((found) => {
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, found);
      setExplained(found);
    }).catch(() => null).finally(() => asked.delete(key)); // the sentence is made of what is known, then
  }, [key]);
  return known.get(key) ?? null;
}

/** `whole` tells what counts nothing, too: not where a button below would move. */
export function Why({ lead, whole = false }: { lead: Lead; whole?: boolean }) {
  const explained = useExplained(lead);
  const sentence = whySentence(lead, explained);
  // The room is kept, so that no button moves under a thumb when the sentence comes.
  const rings = lead.hot_at_ms && lead.state !== 'acknowledged';
  if (!rings) {
    const nothing = whole ? explained?.uncounted ?? [] : [];
    return <>
      <p class="why">{sentence || '\u00a0'}</p>
      {nothing.map((one) => <p key={one.name} class="hint uncounted">{one[language()]}</p>)}
    </>;
  }
  return <p class="why hot">
    <span class="hot-clock">{t('hot_for')} <Since ms={lead.hot_at_ms ?? 0} /></span>
    {sentence || '\u00a0'}
  </p>;
}
