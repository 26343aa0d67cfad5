// Rungs of the ladder as they fire, the newest first, and whether their leads were answered since.

import { useState } from 'preact/hooks';
import { nowMs } from '../../../shared/clock';
import { language, t, word } from '../../../shared/words';
import { asked, linkToView } from '../../state/address';
import { instant } from '../../state/figures';
import { live, rungKey } from '../../state/live';
import type { Rung } from '../../state/models';
import { here } from '../../state/session';
import { Csv } from '../parts';
import { HandOver, type Given } from '../handing/HandOver';

/** How it ended; of an episode before this one only that it did. */
export function answerText(rung: Rung): string {
  if (rung.state === 'closed') return t('rungs.closed');
  return rung.state === 'acknowledged' ? t('rungs.acknowledged', { who: live.nameOf(rung.holder) }) : t('rungs.over');
}

function hadText(rung: Rung): string {
  return rung.rep ? t('rungs.has', { who: live.nameOf(rung.rep) }) : t('rungs.has_nobody');
}

function Line({ rung, handOver }: { rung: Rung; handOver: (given: Given) => void }) {
  const fresh = live.fresh.has(rungKey(rung));
  return (
    <li class={`rung-line${rung.answered ? ' over' : ''}${fresh ? ' fresh' : ''}`} data-row data-lead={rung.lead}>
      <time>{instant(rung.at_ms, nowMs())}</time>
      <a class="which" href={linkToView('lead', { lead: rung.lead })} data-item>
        <b>{word('rung', rung.name)}</b> <span>{rung.customer}</span> <span class="digits">{rung.masked}</span>
      </a>
      <span class="does">{rung[language()]}</span>
      <span class="who">{hadText(rung)} · {t('score')} {rung.score.toFixed(1)}</span>
      {rung.answered && <span class="end">{answerText(rung)}</span>}
      {!rung.answered && here.mayAct && (
        <button type="button" class="second small hand-over" onClick={() => handOver(rung)}
          aria-label={t('hand_over.of', { lead: rung.masked })}>{t('hand_over')}</button>
      )}
    </li>
  );
}

export function Rungs() {
  const [given, give] = useState<Given | null>(null);
  const pool = asked('pool');
  const rungs = live.rungs.filter((rung) => !pool || rung.pool === pool);
  const reach = live.escalated.found?.reach;
  const newest = live.rungs.find((rung) => live.fresh.has(rungKey(rung)));
  return (
    <section id="escalations" class="panel" aria-labelledby="escalations-title">
      <header>
        <h2 id="escalations-title">{t('rungs.title')}</h2>
        <Csv path="/v1/escalations" what={t('rungs.title')} />
      </header>
      <p class="for-ears" role="status">{newest ? `${word('rung', newest.name)} ${newest.masked}` : ''}</p>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="escalations-title">
        <ol data-list="rungs">{rungs.map((rung) => <Line key={rungKey(rung)} rung={rung} handOver={give} />)}</ol>
        {rungs.length === 0 && <p class="empty">{t(reach === 'filling' ? 'reading' : 'rungs.empty')}</p>}
        {reach === 'filling' && rungs.length > 0 && <p class="empty">{t('rungs.filling')}</p>}
        {reach === 'since_start' && <p class="empty">{t('rungs.since_start')}</p>}
      </div>
      {given && <HandOver given={given} close={() => give(null)} />}
    </section>
  );
}
