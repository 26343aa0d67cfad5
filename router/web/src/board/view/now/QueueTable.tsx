// What waits, the next to go first: a window over all of it, whatever its length.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { tick } from '../../../shared/clock';
import { t, word } from '../../../shared/words';
import { asked, linkTo } from '../../state/address';
import { count } from '../../state/figures';
import { live } from '../../state/live';
import type { Stats } from '../../state/models';
import { query } from '../../state/queue';
import { Csv } from '../parts';
import { HEADS, QueueLine } from './QueueLine';

const OVERSCAN = 8;
const LINE_REM = 3.1;
const CARD_REM = 5; // on a phone a row is a card of three lines
const NARROW = '(width < 700px)';
const CHANNELS = ['web-form', 'short-video', 'call-center'];

function lineHeight(): number {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.round(rem * (matchMedia(NARROW).matches ? CARD_REM : LINE_REM));
}

function Channels({ chosen }: { chosen: string | null }) {
  const known = new Set([...CHANNELS, ...live.queue.readRows.map((row) => row.channel), ...(chosen ? [chosen] : [])]);
  return (
    <p class="chips" role="group" aria-label={t('queue.channel')}>
      <a href={linkTo({ channel: null })} aria-current={chosen ? undefined : 'true'}>{t('all')}</a>
      {[...known].map((one) => (
        <a key={one} href={linkTo({ channel: one })} aria-current={chosen === one ? 'true' : undefined}>{word('channel', one)}</a>
      ))}
    </p>
  );
}

function emptyText(stats: Stats, filtered: boolean): string {
  if (filtered) return t('queue.none_here');
  return stats.captured ? t('queue.empty') : t('queue.never');
}

export function QueueTable({ stats }: { stats: Stats }) {
  const { queue } = live;
  const [pool, channel] = [asked('pool'), asked('channel')];
  const box = useRef<HTMLDivElement>(null);
  const [seen, see] = useState({ top: 0, height: 800, line: 44 });
  const look = (): void => {
    if (!box.current) return;
    const now = { top: box.current.scrollTop, height: box.current.clientHeight, line: lineHeight() };
    see((before) => (before.top === now.top && before.height === now.height && before.line === now.line ? before : now));
  };
  useEffect(() => {
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const total = queue.total;
  const first = Math.max(0, Math.floor(seen.top / seen.line) - OVERSCAN);
  const last = Math.min(total, Math.ceil((seen.top + seen.height) / seen.line) + OVERSCAN);
  useEffect(() => {
    if (total > 0) queue.show(first, last - 1);
  }, [first, last, total, pool, channel]);
  useEffect(() => {
    box.current?.scrollTo(0, 0);
  }, [pool, channel]);
  useLayoutEffect(() => {
    if (seen.line !== lineHeight()) look();
    tick();
  });
  const filtered = pool !== null || channel !== null;
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  return (
    <section id="queue" class="panel" aria-labelledby="queue-title">
      <header>
        <h2 id="queue-title">{t('queue.title', { n: count(filtered ? total : Math.max(total, stats.waiting)) })}</h2>
        {pool && <a class="chip" id="pool-chosen" href={linkTo({ pool: null })} title={t('pools.all')}>{pool} ×</a>}
        <Channels chosen={channel} />
        <Csv path={`/v1/queue?limit=1000${query(pool, channel)}`} what={t('queue')} />
      </header>
      <div class="scroll" ref={box} tabIndex={0} role="group" aria-labelledby="queue-title" data-list="queue" onScroll={look}>
        {total === 0 ? <p class="empty">{queue.counted ? emptyText(stats, filtered) : t('reading')}</p> : (
          <div role="table" aria-labelledby="queue-title" aria-rowcount={total + 1} class="grid">
            <div role="rowgroup" class="heads">
              <div role="row" aria-rowindex={1} class="line">
                {HEADS.map((head) => <span key={head} role="columnheader" class={head}>{t(`queue.${head}`)}</span>)}
              </div>
            </div>
            <div role="rowgroup" class="lines" style={{ height: `${total * seen.line}px` }}>
              {indexes.map((index) => <QueueLine key={queue.row(index)?.lead ?? index} index={index} row={queue.row(index)} top={index * seen.line} height={seen.line} />)}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}
