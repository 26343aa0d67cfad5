// Which view is shown, what is above it, and what speaks at its foot.

import { useLayoutEffect, useState } from 'preact/hooks';
import { tick } from '../../shared/clock';
import { t } from '../../shared/words';
import { asked, view } from '../state/address';
import { live } from '../state/live';
import { applyLook } from '../state/look';
import { here } from '../state/session';
import { hush, shownToast } from '../../shared/toast';
import { Day } from './day/Day';
import { KpiView } from './kpis/KpiView';
import { Keys, useKeys } from './Keys';
import { LeadView } from './lead/LeadView';
import { Login } from './Login';
import { Now } from './now/Now';
import { TeamView } from './team/TeamView';
import { Language, Top } from './Top';

function Shown() {
  switch (view()) {
    case 'lead': return <LeadView key={asked('lead')} lead={asked('lead')!} />;
    case 'kpis': return <KpiView />;
    case 'team': return <TeamView />;
    case 'day': return <Day />;
    case 'now': return <Now />;
  }
}

export function App() {
  const [keys, showKeys] = useState(false);
  useKeys(() => showKeys(true));
  useLayoutEffect(() => {
    document.title = t('title.board');
    applyLook(here.session !== null && live.connection.lostAt !== null);
    tick();
  });
  if (here.asking) return null;
  if (!here.session) {
    return (
      <>
        <header class="top bare"><h1 id="title">{t('board.title')}</h1><Language /></header>
        <Login />
      </>
    );
  }
  const wall = asked('wall') !== null && view() === 'now';
  return (
    <>
      {!wall && <Top showKeys={() => showKeys(true)} />}
      <main id="board" class={view()}><Shown /></main>
      {keys && <Keys close={() => showKeys(false)} />}
      {shownToast.text && <button type="button" id="toast" class={shownToast.kind} onClick={hush}><span role="alert">{shownToast.text}</span></button>}
    </>
  );
}
