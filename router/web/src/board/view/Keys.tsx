// The keys of the board, and what they do.

import { useEffect } from 'preact/hooks';
import { t } from '../../shared/words';
import { asked, back, go, linkTo, linkToView, view } from '../state/address';
import { Modal } from './parts';

const KEYS = [['j', 'k', 'down'], ['Enter', '', 'enter'], ['/', '', 'find'], ['Esc', '', 'close'],
  ['1', '4', 'tabs'], ['w', '', 'wall'], ['?', '', 'help']] as const;

/** The items of the list that the focus is in, else of the first list of the view. */
function step(by: 1 | -1): boolean {
  const active = document.activeElement as HTMLElement | null;
  const list = active?.closest('[data-list]') ?? document.querySelector('[data-list]');
  if (!list) return false;
  const items = [...list.querySelectorAll<HTMLElement>('[data-item]')];
  const at = items.findIndex((one) => one === active);
  const next = at < 0 ? items.find((one) => inSight(one, list)) : items[at + by];
  next?.focus({ preventScroll: true });
  next?.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
  return true;
}

function inSight(item: HTMLElement, list: Element): boolean {
  const [box, frame] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
  return box.top >= Math.max(frame.top, 0) && box.bottom <= Math.min(frame.bottom, innerHeight);
}

function close(): void {
  if (asked('wall')) go(linkTo({ wall: null }));
  else if (asked('edit')) go(linkTo({ edit: null }));
  else if (view() === 'lead') back(linkToView('now'));
}

/** What a key does; whether it does anything. */
function press(key: string, showKeys: () => void): boolean {
  const tab = { 1: linkToView('now'), 2: linkToView('kpis', { kpis: 'today' }), 3: linkToView('team', { team: 'reps' }), 4: linkToView('day', { day: 'today' }) }[key];
  if (tab !== undefined) go(tab);
  else if (key === 'j' || key === 'ArrowDown') return step(1);
  else if (key === 'k' || key === 'ArrowUp') return step(-1);
  else if (key === '/') document.getElementById('find-text')?.focus();
  else if (key === 'Escape') close();
  else if (key === '?') showKeys();
  else if (key === 'w' && view() === 'now') go(linkTo({ wall: asked('wall') ? null : '1' }));
  else return false;
  return true;
}

export function useKeys(showKeys: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const target = event.target as HTMLElement;
      if (target.closest('input, textarea, select')) {
        if (event.key === 'Escape') target.blur();
        return;
      }
      if (press(event.key, showKeys)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

export function Keys({ close: hide }: { close: () => void }) {
  return (
    <Modal id="keys" title={t('keys.title')} close={hide}>
      <dl class="keys">
        {KEYS.map(([key, other, does]) => (
          <div key={does}>
            <dt><kbd>{key}</kbd>{other && <> <kbd>{other}</kbd></>}</dt>
            <dd>{t(`keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
