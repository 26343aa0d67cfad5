// The form for a login code.

import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/words';
import { here } from '../state/session';

export function Login() {
  const [code, type] = useState('');
  const [asking, ask] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    ask(true);
    await here.exchange(code);
    ask(false);
  };
  return (
    <main id="login">
      <form id="login-form" autocomplete="off" onSubmit={submit}>
        <label for="code">{t('login.code')}</label>
        <input ref={field} id="code" name="code" required maxLength={1024} autocapitalize="off" spellcheck={false}
          aria-describedby="login-hint" value={code} onInput={(event) => type(event.currentTarget.value)} />
        <p id="login-hint" class="hint">{t('login.hint.supervisor')}</p>
        {here.sentence && <p id="login-error" class="error" role="alert">{here.sentence}</p>}
        <button type="submit" class="main" disabled={asking}>{t('login.go')}</button>
      </form>
    </main>
  );
}
