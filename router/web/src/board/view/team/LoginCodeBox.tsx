// A login code for somebody: as a QR code for their phone's camera, as a link, and as text.

import { useEffect, useState } from 'preact/hooks';
import { Refused, call } from '../../../shared/api';
import { timeOfDay } from '../../../shared/clock';
import { language, t } from '../../../shared/words';
import type { LoginCode } from '../../state/models';
import { toast } from '../../../shared/toast';
import { Modal } from '../parts';
import { qrPath } from './qr';

const QUIET = 4; // modules around a QR code

function Qr({ rows }: { rows: string[] }) {
  const size = rows.length + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('code.qr')} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={qrPath(rows, QUIET)} fill="#000" />
    </svg>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('code.copied'), 'good');
  } catch {
    toast(t('code.not_copied'), 'error');
  }
}

export function LoginCodeBox({ who, path, close }: { who: string; path: string; close: () => void }) {
  const [made, show] = useState<LoginCode | null>(null);
  const [refused, refuse] = useState<Refused | null>(null);
  const [over, end] = useState(false);
  const make = (): void => {
    end(false);
    call<LoginCode>('POST', path, { origin: location.origin }).then(show, refuse);
  };
  useEffect(make, [path]);
  useEffect(() => {
    if (!made) return undefined;
    const timer = setTimeout(() => end(true), Math.max(0, made.expires_at_ms - Date.now()));
    return () => clearTimeout(timer);
  }, [made]);
  return (
    <Modal id="login-code" title={t('team.code_of', { who })} close={close}>
      {refused && <p class="error" role="alert">{refused.text}</p>}
      {!made && !refused && <p class="reading" role="status">{t('reading')}</p>}
      {over && (
        <p class="error" role="alert">{t('code.over')} <button type="button" class="link" onClick={make}>{t('code.another')}</button></p>
      )}
      {made && !over && (
        <>
          <Qr rows={made.qr} />
          <p>{t('code.how', { who, until: timeOfDay(made.expires_at_ms, language()) })}</p>
          <p class="code"><code>{made.code}</code></p>
          <footer>
            <button type="button" class="second" onClick={() => void copy(made.link)}>{t('code.copy_link')}</button>
            <button type="button" class="second" onClick={() => void copy(made.code)}>{t('code.copy')}</button>
          </footer>
        </>
      )}
    </Modal>
  );
}
