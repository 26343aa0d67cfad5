// The time after a contact before the next lead rings: how much is left, and the tap that ends it.

import { useState } from 'preact/hooks';
import { type Refused, act } from '../../shared/api';
import { toast } from '../../shared/toast';
import { t } from '../../shared/words';
import type { Desk } from '../state/desk';
import type { Rep } from '../state/models';
import { Until } from './parts';
import { meaning } from './status';

export function WrapUp({ desk, rep }: { desk: Desk; rep: Rep }) {
  const [ending, setEnding] = useState(false);
  if (meaning(rep) !== 'wrap_up' || !rep.wrap_until_ms) return null;
  const ready = async (): Promise<void> => {
    setEnding(true);
    try {
      await act('ready', `/v1/reps/${encodeURIComponent(rep.rep)}/ready`);
    } catch (error) {
      const refused = error as Refused;
      // That there is none any more is what was asked for.
      if (refused.code !== 'no_wrap_up') toast(refused.text);
    }
    await desk.beat();
    setEnding(false);
  };
  return <div id="wrap-up" role="group" aria-label={t('wrap_up')}>
    <p>{t('wrap_up')} <Until ms={rep.wrap_until_ms} /></p>
    <button type="button" class="main" data-key="ready" disabled={ending} onClick={() => void ready()}>
      {t(ending ? 'sending' : 'wrap_up.ready')}
    </button>
  </div>;
}
