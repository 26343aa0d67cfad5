// A rep as they shall be from now on; a value that is refused says why at its field.

import { useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { isName } from '../../../shared/names';
import { t, word } from '../../../shared/words';
import { bodyOf, draftOf, problemsAt, type Draft, type Problems } from '../../state/crew';
import { live } from '../../state/live';
import type { Rep } from '../../state/models';
import { reads } from '../../state/reads';
import { toast } from '../../../shared/toast';
import { Field, Modal, tied } from '../parts';
import { pathOf } from './RepTable';

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
const TEXTS = ['skills', 'regions'] as const;
const NUMBERS = ['tier', 'weight', 'capacity', 'daily_cap'] as const;
const KNOWN = ['name', 'pools', ...TEXTS, ...NUMBERS, 'zone', ...DAYS.map((day) => `days-${day}`), 'closed', 'calendar'];

export function RepForm({ rep, close }: { rep: Rep | null; close: () => void }) {
  const pools = live.pools.map((pool) => pool.pool);
  // As the rep was when the form opened: what others change meanwhile would be undone by what is sent.
  const [base, rebase] = useState(rep);
  const [draft, change] = useState<Draft>(() => draftOf(rep, pools));
  const changed = rep !== null && JSON.stringify(draftOf(rep, [])) !== JSON.stringify(draftOf(base, []));
  const anew = (): void => {
    rebase(rep);
    change(draftOf(rep, pools));
    tell({});
  };
  const [problems, tell] = useState<Problems>({});
  const [asking, ask] = useState(false);
  const set = (given: Partial<Draft>): void => change((before) => ({ ...before, ...given }));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isName(draft.id)) return tell({ id: t('team.bad_id') });
    if (!rep && live.reps.some((one) => one.rep === draft.id)) return tell({ id: t('team.taken_id') });
    ask(true);
    try {
      await act('register', pathOf(draft.id), bodyOf(draft), { method: 'PUT', keep: false });
      toast(t('team.saved', { who: draft.name || draft.id }), 'good');
      reads.everything();
      close();
    } catch (error) {
      const refused = error as Refused;
      const at = problemsAt(refused.body, KNOWN);
      tell(refused.code === 'taken_rep' ? { id: t('team.taken_id') } : Object.keys(at).length ? at : { '': refused.text });
      ask(false);
    }
  };
  const text = (name: 'name' | 'zone' | 'closed' | 'calendar' | typeof TEXTS[number] | typeof NUMBERS[number], hint?: string, number = false) => (
    <Field key={name} name={name} label={t(`team.${name}`)} {...(hint ? { hint } : {})} problem={problems[name]}>
      <input {...tied(name, problems[name], hint)} inputMode={number ? 'decimal' : undefined} value={draft[name]} maxLength={2000}
        onInput={(event) => set({ [name]: event.currentTarget.value })} />
    </Field>
  );
  return (
    <Modal id="rep-form" title={rep ? t('team.change', { who: rep.name || rep.rep }) : t('team.add_rep')} close={close} wide>
      <form onSubmit={submit} autocomplete="off" noValidate>
        {changed && !asking && (
          <p class="stands changed" role="status">{t('team.changed')} <button type="button" class="link" id="form-anew" onClick={anew}>{t('team.anew')}</button></p>
        )}
        <div class="fields">
          <Field name="id" label={t('team.id')} hint={t('team.id_hint')} problem={problems['id']}>
            <input {...tied('id', problems['id'], 'hint')} value={draft.id} disabled={rep !== null} maxLength={64} autocapitalize="off" spellcheck={false}
              onInput={(event) => set({ id: event.currentTarget.value.trim() })} />
          </Field>
          {text('name')}
        </div>
        <fieldset class={problems['pools'] ? 'field refused' : 'field'} data-field="pools" aria-describedby={problems['pools'] ? 'e-pools' : undefined}>
          <legend>{t('team.pools')}</legend>
          {pools.map((pool) => (
            <label key={pool} class="tick">
              <input type="checkbox" name="pools" value={pool} checked={draft.pools.includes(pool)}
                onChange={(event) => set({ pools: event.currentTarget.checked ? [...draft.pools, pool] : draft.pools.filter((one) => one !== pool) })} />
              {word('pool', pool)}
            </label>
          ))}
          {problems['pools'] && <p class="error" id="e-pools" role="alert">{problems['pools']}</p>}
        </fieldset>
        <div class="fields">{TEXTS.map((name) => text(name, t(`team.${name}_hint`)))}</div>
        <div class="fields four">{NUMBERS.map((name) => text(name, t(`team.${name}_hint`), true))}</div>
        <fieldset class="shift">
          <legend>{t('team.hours')}</legend>
          <p class="hint">{t('team.hours_hint')}</p>
          <div class="fields four">
            {DAYS.map((day) => {
              const name = `days-${day}`;
              return (
                <Field key={day} name={name} label={t(`day.${day}`)} problem={problems[name]}>
                  <input {...tied(name, problems[name])} value={draft.days[day]} placeholder="09:00-18:00"
                    onInput={(event) => set({ days: draft.days.map((old, at) => (at === day ? event.currentTarget.value : old)) })} />
                </Field>
              );
            })}
            {text('zone')}
          </div>
          {text('closed', t('team.closed_hint'))}
          {text('calendar', t('team.calendar_hint'))}
        </fieldset>
        {problems[''] && <p class="error" role="alert">{problems['']}</p>}
        <footer><button type="submit" class="main" disabled={asking}>{t('team.save')}</button></footer>
      </form>
    </Modal>
  );
}
