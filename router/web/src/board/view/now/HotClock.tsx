// The number to be read from three metres: how long the hot lead has waited that has waited longest.

import { useEffect, useState } from 'preact/hooks';
import { clockText, nowMs } from '../../../shared/clock';
import { t } from '../../../shared/words';

const LIMIT_MS = 15 * 60_000; // by then the last rung has fired

function level(ms: number): string {
  if (ms >= LIMIT_MS) return 'late';
  return ms >= LIMIT_MS / 3 ? 'soon' : 'fresh';
}

export function HotClock({ hottest, link }: { hottest: { since: number; count: number } | null; link: string | null }) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, []);
  if (!hottest || !link) {
    return (
      <div id="hot-clock" class="hot-tile calm">
        <b class="huge">0</b>
        <p>{t('hot.none')}</p>
      </div>
    );
  }
  const waited = nowMs() - hottest.since;
  return (
    <a id="hot-clock" class={`hot-tile ${level(waited)}`} href={link}>
      <b class="huge digits">{clockText(waited)}</b>
      <p>
        {t(hottest.count === 1 ? 'hot.one' : 'hot.many', { n: hottest.count })}
        <progress max={LIMIT_MS} value={Math.min(Math.max(waited, 0), LIMIT_MS)} aria-label={t('hot.limit')} />
        <small>{t('hot.limit')}</small>
      </p>
    </a>
  );
}
