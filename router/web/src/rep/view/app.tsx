// What fills the screen: the login, the desk, or one lead.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { tick, timeOfDay } from '../../shared/clock';
import { language, t } from '../../shared/words';
import type { Desk } from '../state/desk';
import { choice } from '../state/kept';
import { type Lead, isStrong } from '../state/models';
import type { Phone } from '../state/session';
import { hush, shownToast } from '../../shared/toast';
import { Login } from './login';
import { AskForPush, Leave, Menu } from './menu';
import { Offer } from './offer';
import { Sheet } from './sheet';
import { Status, Switch } from './status';
import { Undo } from './undo';
import { Work } from './work';
import { WrapUp } from './wrap_up';

export function App({ phone }: { phone: Phone }) {
  const { desk } = phone;
  const offers = desk?.offers ?? [];
  const offered = desk?.inFront;
  const lead = offered ?? desk?.sheet ?? null;
  const lostAt = desk?.connection.lostAt ?? null;
  useLayoutEffect(() => {
    desk?.sound();
    document.body.classList.toggle('stale', desk?.stale ?? false);
    tick();
  });
  return <>
    {desk && lostAt !== null && <div id="connection" class="banner lost" role="status">
      {t('connection.lost', { at: timeOfDay(lostAt, language()) })}
    </div>}
    {phone.phase === 'starting' && <p class="starting hint">{t('starting')}</p>}
    {phone.phase === 'login' && <div id="page"><Login phone={phone} /></div>}
    {desk && phone.phase === 'desk' && <DeskPage phone={phone} desk={desk} hidden={lead !== null} />}
    {desk && lead && <Full desk={desk} lead={lead} offered={lead === offered} more={offers.length - (offered ? 1 : 0)} />}
    <div id="toast" class={shownToast.kind} role="alert" hidden={!shownToast.text}>{shownToast.text}</div>
  </>;
}

function DeskPage({ phone, desk, hidden }: { phone: Phone; desk: Desk; hidden: boolean }) {
  const [open, setOpen] = useState<'menu' | 'push' | null>(null);
  // A lead that comes in is in front of everything.
  useEffect(() => {
    if (hidden) setOpen(null);
  }, [hidden]);
  const rep = desk.state?.rep;
  const askForPush = (): void => {
    if (phone.push?.state !== 'ask' || choice('push') === 'later') return;
    choice('push', 'later');
    setOpen('push');
  };
  return <div id="page" hidden={hidden}>
    <header class="top">
      <h1 id="who">{rep?.name || rep?.rep || desk.rep}</h1>
      <Leave phone={phone} id="logout" class="quiet" />
      <button type="button" class="quiet" id="open-menu" aria-haspopup="dialog" aria-label={t('menu')} onClick={() => setOpen('menu')}>
        <span class="bars" aria-hidden="true" />
      </button>
    </header>
    <main id="desk">
      {rep && <Status desk={desk} rep={rep} />}
      {phone.push?.state === 'silent' && <button type="button" class="banner" id="may-not-ring" onClick={() => setOpen('menu')}>{t('push.silent.short')}</button>}
      {rep && <Work desk={desk} />}
      {!rep && <p class="starting hint">{t('starting')}</p>}
    </main>
    {rep && <footer>
      <Undo desk={desk} />
      <WrapUp desk={desk} rep={rep} />
      <Switch desk={desk} rep={rep} idle={askForPush} />
    </footer>}
    {open === 'menu' && <Menu phone={phone} close={() => setOpen(null)} />}
    {open === 'push' && phone.push && <AskForPush push={phone.push} close={() => setOpen(null)} />}
  </div>;
}

function Full({ desk, lead, offered, more }: { desk: Desk; lead: Lead; offered: boolean; more: number }) {
  const box = useRef<HTMLDivElement>(null);
  const what = `${offered} ${lead.lead}`;
  // The screen reader begins at the top of what has come; so does the keyboard.
  useEffect(() => {
    box.current?.scrollTo(0, 0);
    box.current?.focus();
    // Word of what went well is in the way of what has come; a refusal is not.
    if (offered && shownToast.kind === 'good') hush();
  }, [what]);
  const kind = !offered ? 'taken' : isStrong(lead) ? 'strong' : 'offered';
  return <div id="offer" class={kind} role="dialog" aria-modal="true" aria-labelledby="offer-title" tabIndex={-1} ref={box}>
    <Undo desk={desk} />
    {offered ? <Offer desk={desk} lead={lead} more={more} /> : <Sheet key={lead.lead} desk={desk} lead={lead} more={more} />}
  </div>;
}
