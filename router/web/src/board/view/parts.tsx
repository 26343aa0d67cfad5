// Small parts that all views are made of.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Refused } from '../../shared/api';
import { nowMs } from '../../shared/clock';
import { t } from '../../shared/words';
import { instant } from '../state/figures';
import type { Read } from '../state/reads';

interface Box {
  id: string;
  title: string;
  close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** A dialog above the page; Esc and a click beside it close it. */
export function Modal({ id, title, close, wide, children }: Box) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
    box.current?.querySelector<HTMLElement>('form :is(input, select):not(:disabled)')?.focus();
  }, []);
  return (
    <dialog ref={box} id={id} class={wide ? 'modal wide' : 'modal'} aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === box.current) close();
      }}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <button type="button" class="quiet" onClick={close}>{t('close')}</button>
      </header>
      {children}
    </dialog>
  );
}

/** A link that saves a table; the gateway names the file. */
export function Csv({ path, what }: { path: string; what: string }) {
  const href = `${path}${path.includes('?') ? '&' : '?'}format=csv`;
  return <a class="csv" href={href} download aria-label={t('csv.of', { what })}>CSV</a>;
}

export function Since({ at, hot }: { at: number; hot?: boolean }) {
  return <time class={hot ? 'hot-clock' : undefined} data-since={String(at)} />;
}

/** Why there are no figures, when that is known better than by the code. */
function reason(refused: Refused): string {
  if (refused.message.includes('HOTLEAD_READ_STORE')) return t('kpis.no_store');
  return refused.message.includes('being filled') ? t('kpis.filling') : refused.text;
}

/** What was read, or why it was not; what cannot be read any more says as of when it is. */
export function Shown<T>({ of, children }: { of: Read<T>; children: (found: T) => ComponentChildren }) {
  const again = (): void => void of.now();
  if (of.found === null) return of.refused ? <Problem refused={of.refused} again={again} /> : <p class="reading" role="status">{t('reading')}</p>;
  return (
    <>
      {of.isOld && of.at !== null && (
        <p class="as-of" role="status">
          {t('as_of', { at: instant(of.at, nowMs()) })}{of.refused && ` ${reason(of.refused)}`} <button type="button" class="link" onClick={again}>{t('again')}</button>
        </p>
      )}
      {children(of.found)}
    </>
  );
}

/** What is shown in place of what could not be read. */
export function Problem({ refused, again }: { refused: Refused; again: () => void }) {
  return (
    <p class="problem" role="alert">
      {reason(refused)} <button type="button" class="link" onClick={again}>{t('again')}</button>
    </p>
  );
}

/** A bar of a part in 0..100: a progress element, so that a screen reader tells it too. */
export function Bar({ label, value }: { label: string; value: number }) {
  return (
    <div class="part">
      <span class="part-name">{label}</span>
      <progress max={100} value={Number(value.toFixed(1))} aria-label={label} />
      <span class="part-value">{value.toFixed(0)}</span>
    </div>
  );
}

/** A field with its label, and the reason why a value was refused. */
export function Field({ name, label, hint, problem, children }: {
  name: string; label: string; hint?: string; problem?: string | undefined; children: ComponentChildren;
}) {
  return (
    <div class={problem ? 'field refused' : 'field'} data-field={name}>
      <label for={`f-${name}`}>{label}</label>
      {children}
      {hint && <p class="hint" id={`h-${name}`}>{hint}</p>}
      {problem && <p class="error" id={`e-${name}`} role="alert">{problem}</p>}
    </div>
  );
}

/** What ties a field to its label, hint and problem. */
export function tied(name: string, problem?: string, hint?: string): Record<string, string> {
  const told = [hint ? `h-${name}` : '', problem ? `e-${name}` : ''].filter(Boolean).join(' ');
  return { id: `f-${name}`, name, ...(told ? { 'aria-describedby': told } : {}), ...(problem ? { 'aria-invalid': 'true' } : {}) };
}
