// Why a lead is worth a call, in one sentence; read beside, so that nothing waits for it.

import { useEffect, useState } from 'preact/hooks';
import { call } from '../../shared/api';
import { t } from '../../shared/words';
import type { Explanation, Lead } from '../state/models';
import { whySentence } from '../state/sentences';
import { Since } from './parts';

const known = new Map<string, Explanation>();
const KNOWN_MAX = 50;

export function Why({ lead }: { lead: Lead }) {
  const key = `${lead.lead} ${lead.hot_at_ms ?? ''}`;
  const [, setExplained] = useState<Explanation | null>(null);
  useEffect(() => {
    if (known.has(key)) return;
    call<Explanation>('GET', `/v1/leads/${encodeURIComponent(lead.lead)}/explain`).then((found) => {
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, found);
      setExplained(found);
    }).catch(() => null); // the sentence is made of what is known, then
  }, [key]);
  const sentence = whySentence(lead, known.get(key) ?? null);
  // The room is kept, so that no button moves under a thumb when the sentence comes.
  const rings = lead.hot_at_ms && lead.state !== 'acknowledged';
  if (!rings) return <p class="why">{sentence || '\u00a0'}</p>;
  return <p class="why hot">
    <span class="hot-clock">{t('hot_for')} <Since ms={lead.hot_at_ms ?? 0} /></span>
    {sentence || '\u00a0'}
  </p>;
}
