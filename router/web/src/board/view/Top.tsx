// The head of every view: where one is, whether it is live, and how it looks.

import { useState } from 'preact/hooks';
import { timeOfDay } from '../../shared/clock';
import { language, switchLanguage, t } from '../../shared/words';
import { linkTo, linkToView, view } from '../state/address';
import { live } from '../state/live';
import { nextTheme, theme } from '../state/look';
import { here } from '../state/session';
import { Find } from './Find';

const TABS = ['now', 'kpis', 'team', 'day'] as const;

export function Alive() {
  const { lostAt } = live.connection;
  const text = lostAt === null ? t('board.live') : t('board.stale', { at: timeOfDay(lostAt, language()) });
  return <p id="live" class={lostAt === null ? 'live' : 'live lost'} role="status"><span>{text}</span></p>;
}

export function Language() {
  return (
    <button type="button" class="quiet" id="language" lang={language() === 'zh' ? 'en' : 'zh-CN'} onClick={switchLanguage}>
      {t('other_language')}
    </button>
  );
}

export function Top({ showKeys }: { showKeys: () => void }) {
  const [at, link] = [view(), (one: typeof TABS[number]) => linkToView(one, one === 'now' ? {} : { [one]: FIRST[one] })];
  const [opened, open] = useState(false);
  return (
    <header class={opened ? 'top opened' : 'top'}>
      <h1 id="title">{t('board.title')}</h1>
      <nav aria-label={t('tabs')}>
        {TABS.map((one, index) => (
          <a key={one} href={link(one)} aria-keyshortcuts={String(index + 1)} data-tab={one}
            aria-current={at === one || (at === 'lead' && one === 'now') ? 'page' : undefined}>{t(`tab.${one}`)}</a>
        ))}
      </nav>
      <Alive />
      <button type="button" class="quiet" id="more" aria-expanded={opened ? 'true' : 'false'} aria-controls="looks" aria-label={t('more')} onClick={() => open(!opened)}>
        <span aria-hidden="true">{opened ? '×' : '⋯'}</span>
      </button>
      <Find />
      <div class="looks" id="looks">
        <button type="button" class="quiet" id="theme" onClick={nextTheme} title={t('look.theme')}>
          <span class={`shade ${theme()}`} aria-hidden="true" />{t(`theme.${theme()}`)}
        </button>
        {at === 'now' && <a class="quiet" id="wall" href={linkTo({ wall: '1' })} title={t('look.wall')}>{t('wall')}</a>}
        <button type="button" class="quiet" id="keys-button" onClick={showKeys} aria-label={t('keys.title')} title={t('keys.title')}>?</button>
        <Language />
        <button type="button" class="quiet" id="logout" title={here.session?.id} onClick={() => void here.logOut()}>{t('logout')}</button>
      </div>
    </header>
  );
}

const FIRST = { kpis: 'today', team: 'reps', day: 'today' };
