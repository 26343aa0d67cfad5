// What was just closed, and the way back: for a minute, over a reload and without network too.

import { useEffect } from 'preact/hooks';
import { nowMs } from '../../shared/clock';
import { redraw } from '../../shared/redraw';
import { t, word } from '../../shared/words';
import type { Desk } from '../state/desk';
import { leadName } from '../state/sentences';
import { undo, undoables } from '../state/undoing';
import { Until } from './parts';

const SHOWN = 2;

export function Undo({ desk }: { desk: Desk }) {
  const all = undoables(desk).slice(0, SHOWN);
  const ends = Math.min(...all.map((one) => one.until ?? Infinity));
  useEffect(() => {
    if (!Number.isFinite(ends)) return undefined;
    const timer = setTimeout(redraw, Math.max(0, ends - nowMs()) + 50);
    return () => clearTimeout(timer);
  }, [ends]);
  return <div class="undo" role="status">
    {all.map((one) => <p key={one.lead.lead} data-lead={one.lead.lead}>
      <span>{t('undo.what', { who: leadName(one.lead), outcome: word('outcome', one.outcome) })}</span>
      <button type="button" data-key={`undo ${one.lead.lead}`} disabled={one.busy} onClick={() => undo(desk, one)}>
        {t(one.busy ? 'sending' : 'undo')} {one.until !== null && !one.busy && <Until ms={one.until} />}
      </button>
    </p>)}
  </div>;
}
