// Each decision: why this rep, why each other not, and the smallest change to another outcome.

import { nowMs } from '../../../shared/clock';
import { has, language, t, word } from '../../../shared/words';
import { instant } from '../../state/figures';
import type { Decision } from '../../state/models';

const CHOSEN = new Set(['chosen', 'chosen_by_hand', 'claimed']);

function One({ decision, newest }: { decision: Decision; newest: boolean }) {
  const spoken = language();
  const others = decision.considered.filter((one) => !CHOSEN.has(one.code));
  return (
    <details class="decision" open={newest}>
      <summary>
        <time>{instant(decision.at_ms, nowMs())}</time>
        <b>{decision.name || decision.rep}</b>
        {decision.score !== undefined && <span class="digits">{t('score')} {(decision.score / 1e6).toFixed(1)}</span>}
        {decision.ended_by && <span class="chip">{has('ended', decision.ended_by) ? word('ended', decision.ended_by) : word('reason', decision.ended_by)}</span>}
      </summary>
      <p class="why">{decision[spoken]}</p>
      <p class="otherwise"><b>{t('decisions.otherwise')}</b> {decision.otherwise[spoken]}</p>
      {others.length > 0 && (
        <ul class="verdicts" aria-label={t('decisions.others')}>
          {others.map((one) => <li key={one.rep} data-code={one.code}>{one[spoken]}</li>)}
        </ul>
      )}
      {others.length === 0 && <p class="soft">{t('decisions.no_others')}</p>}
    </details>
  );
}

export function Decisions({ decisions }: { decisions: Decision[] }) {
  if (decisions.length === 0) return <p class="empty">{t('decisions.none')}</p>;
  const newest = [...decisions].reverse();
  return <>{newest.map((one, index) => <One key={`${one.seq} ${one.place}`} decision={one} newest={index === 0} />)}</>;
}
