// What is the matter now: the hot clock above all, then what waits, for whom, and who is there.

import { t } from '../../../shared/words';
import { asked } from '../../state/address';
import { live } from '../../state/live';
import { Alive } from '../Top';
import { Counts } from './Counts';
import { Pools } from './Pools';
import { QueueTable } from './QueueTable';
import { Reps } from './Reps';
import { Rungs } from './Rungs';

export function Now() {
  if (!live.stats) return <p class="reading" role="status">{t('reading')}</p>;
  live.queue.choose(asked('pool'), asked('channel'));
  return (
    <>
      <Counts stats={live.stats} />
      <Pools />
      <QueueTable stats={live.stats} />
      <Rungs />
      <Reps />
      {asked('wall') && <><h1 class="for-ears">{t('board.title')}</h1><Alive /></>}
    </>
  );
}
