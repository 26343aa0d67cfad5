// The way in: a link or a QR code brings the code, or it is typed.

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../shared/words';
import { unsent } from '../state/outbox';
import type { Phone } from '../state/session';
import { LanguageButton } from './menu';

export function Login({ phone }: { phone: Phone }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const error = phone.access.sentence(phone.complaint);
  return <>
    <header class="top"><span class="grow" /><LanguageButton /></header>
    <main id="login">
      <img src="/assets/icon.svg" alt="" width="72" height="72" />
      <h1>hotlead</h1>
      <p class="hint">{t('login.welcome')}</p>
      <form id="login-form" autocomplete="off" onSubmit={(event) => {
        event.preventDefault();
        void phone.exchange(field.current?.value ?? '');
      }}>
        {error && <p id="login-error" class="error" role="alert">{error}</p>}
        {phone.gone > 0 && <p class="error" id="unsent" role="alert">{t('login.unsent', { n: phone.gone })}</p>}
        {unsent().map(({ rep, by, n }) => <p class="banner" key={rep} data-unsent={rep} role="status">{t('login.waiting', { who: by || rep, n })}</p>)}
        <label for="code">{t('login.code')}</label>
        <input id="code" name="code" ref={field} required maxLength={1024} autocapitalize="off" spellcheck={false}
          enterKeyHint="go" aria-describedby="login-hint" />
        <button type="submit" class="main" disabled={phone.busy}>{t(phone.busy ? 'starting' : 'login.go')}</button>
        <p id="login-hint" class="hint">{t('login.hint.rep')}</p>
      </form>
    </main>
  </>;
}
