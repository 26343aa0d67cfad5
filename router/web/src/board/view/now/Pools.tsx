// Each pool's backlog and who is there for it; a tap shows that pool's queue alone.

import { t, word } from '../../../shared/words';
import { asked, linkTo } from '../../state/address';
import { count } from '../../state/figures';
import { live } from '../../state/live';
import { Csv, Since } from '../parts';

export function Pools() {
  const chosen = asked('pool');
  return (
    <section id="pools" aria-labelledby="pools-title">
      <h2 id="pools-title">{t('pools.title')} <Csv path="/v1/pools" what={t('pools.title')} /></h2>
      <ul>
        {live.pools.map((pool) => (
          <li key={pool.pool} data-pool={pool.pool} class={pool.waiting > 0 && pool.free === 0 ? 'short' : ''}>
            <a href={linkTo({ pool: chosen === pool.pool ? null : pool.pool })} aria-current={chosen === pool.pool ? 'true' : undefined}
              title={t(chosen === pool.pool ? 'pools.all' : 'pools.only', { pool: pool.pool })}>
              <span class="name">{word('pool', pool.pool)}</span>
              <b class="digits">{count(pool.waiting)}</b>
              <span class="there">{t('pools.free', { free: pool.free, reps: pool.reps })}</span>
              <span class="rest">
                {pool.hot > 0 && <em>{t('pools.hot', { n: count(pool.hot) })}</em>}
                {pool.hot_ringing > 0 && <em>{t('pools.ringing', { n: count(pool.hot_ringing) })}</em>}
                {pool.oldest_since_ms && <span>{t('pools.oldest')} <Since at={pool.oldest_since_ms} /></span>}
                {pool.unserved_since_ms && <em>{t('pools.unserved')} <Since at={pool.unserved_since_ms} /></em>}
                {pool.waiting > 0 && pool.free === 0 && <span>{t('pools.short')}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
