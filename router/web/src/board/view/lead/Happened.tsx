// What happened with a lead, as the router tells it, the newest first.

import { nowMs } from '../../../shared/clock';
import { toldText } from '../../../shared/told';
import { t } from '../../../shared/words';
import { instant } from '../../state/figures';
import type { HistoryEntry } from '../../state/models';

export function Happened({ entries }: { entries: HistoryEntry[] }) {
  if (entries.length === 0) return <p class="empty">{t('why.no_history')}</p>;
  return (
    <ol class="events">
      {[...entries].reverse().map((one, index) => (
        <li key={entries.length - index} data-kind={one.kind}><time>{instant(one.at_ms, nowMs())}</time><span>{toldText(one, (ms) => instant(ms, nowMs()))}</span></li>
      ))}
    </ol>
  );
}
