// What is seldom needed: language, notifications, the home screen, and the ways out.

import { useState } from 'preact/hooks';
import type { Refused } from '../../shared/api';
import { language, switchLanguage, t } from '../../shared/words';
import { install, installing } from '../state/install';
import type { Push } from '../state/push';
import { whenText } from '../state/sentences';
import { inSun, setSun } from '../state/sun';
import type { Phone } from '../state/session';
import { toast } from '../../shared/toast';
import { Asking } from './asking';
import { Dialog } from './dialog';

export function Menu({ phone, close }: { phone: Phone; close: () => void }) {
  const [sure, setSure] = useState(false);
  const unsent = phone.desk?.outbox.actions.length ?? 0;
  const out = async (): Promise<void> => {
    try {
      await phone.leaveEverywhere();
    } catch (refused) {
      close();
      toast((refused as Refused).text);
    }
  };
  if (sure) {
    return <Dialog id="menu" title={t('everywhere')} close={close}>
      <p class="hint">{t('everywhere.sure')}</p>
      {unsent > 0 && <p class="error">{t('everywhere.unsent', { n: unsent })}</p>}
      <button type="button" class="main danger" data-key="everywhere" onClick={() => void out()}>{t('everywhere.go')}</button>
      <button type="button" class="second" onClick={() => setSure(false)}>{t('back')}</button>
    </Dialog>;
  }
  return <Dialog id="menu" title={t('menu')} close={close}>
    <div class="entry">
      <div><b>{t('menu.language')}</b></div>
      <LanguageButton />
    </div>
    <Sunlight />
    {phone.push && <Notifications push={phone.push} />}
    <Installing />
    <Leave phone={phone} id="leave" class="second" />
    <button type="button" class="quiet danger-text" id="everywhere" onClick={() => setSure(true)}>{t('everywhere')}</button>
    <button type="button" class="close" onClick={close}>{t('menu.close')}</button>
  </Dialog>;
}

/** Logs out on this phone; asks first when something would be lost by it. */
export function Leave({ phone, id, class: look }: { phone: Phone; id: string; class: string }) {
  const n = phone.desk?.outbox.actions.length ?? 0;
  return <Asking class={look} id={id} sure={n ? t('leave.unsent', { n }) : null} act={() => void phone.leave()}>{t('leave')}</Asking>;
}

/** Names the other language, in that language. */
export function LanguageButton() {
  return <button type="button" class="second" id="language" lang={language() === 'zh' ? 'en' : 'zh-CN'} onClick={switchLanguage}>{t('other_language')}</button>;
}

function Sunlight() {
  const [on, setOn] = useState(inSun());
  return <div class="entry" id="sun">
    <div><b>{t('sun')}</b><p class="hint">{t('sun.why')}</p></div>
    <button type="button" class="second" aria-pressed={on} onClick={() => {
      setSun(!on);
      setOn(!on);
    }}>{t(on ? 'sun.off' : 'sun.on')}</button>
  </div>;
}

function Notifications({ push }: { push: Push }) {
  const { state } = push;
  const label = state === 'on' ? 'push.turn_off' : ['failed', 'silent'].includes(state) ? 'push.again' : 'push.turn_on';
  return <div class="entry" id="push" data-state={state}>
    <div><b>{t('push')}</b><p class="hint" role="status">{t(`push.${state}`, { when: whenText(push.rangAt, Date.now()) })}</p></div>
    {['on', 'off', 'ask', 'failed', 'silent'].includes(state) && <button type="button" class="second"
      onClick={() => void (state === 'on' ? push.turnOff() : push.turnOn())}>{t(label)}</button>}
  </div>;
}

function Installing() {
  const how = installing();
  if (!how) return null;
  return <div class="entry" id="install">
    <div><b>{t('install')}</b><p class="hint">{t(how === 'share' ? 'install.share' : 'install.why')}</p></div>
    {how === 'button' && <button type="button" class="second" onClick={() => void install()}>{t('install')}</button>}
  </div>;
}

/** Asked once, with the reason, before the browser asks: its no is for ever. */
export function AskForPush({ push, close }: { push: Push; close: () => void }) {
  const no = (): void => {
    toast(t('ask.denied'), 'good');
    close();
  };
  const yes = async (): Promise<void> => {
    await push.turnOn();
    if (push.state === 'denied') toast(t('ask.denied'), 'good');
    close();
  };
  return <Dialog id="ask-push" title={t('ask.title')} close={close}>
    <p>{t('ask.why')}</p>
    <button type="button" class="main" data-key="allow" onClick={() => void yes()}>{t('ask.yes')}</button>
    <button type="button" class="second" data-key="not-now" onClick={no}>{t('ask.no')}</button>
  </Dialog>;
}
