// The people at the board: supervisors, who may act, and viewers.

import { useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { isName } from '../../../shared/names';
import { t } from '../../../shared/words';
import { problemsAt, type Problems } from '../../state/crew';
import type { Staff, StaffList } from '../../state/models';
import { on, useRead } from '../../state/reads';
import { here } from '../../state/session';
import { toast } from '../../../shared/toast';
import { Csv, Field, Modal, Shown, tied } from '../parts';
import { LoginCodeBox } from './LoginCodeBox';
import { SignOut } from './RepTable';

const ROLES = ['supervisor', 'viewer'] as const;
const pathOf = (id: string): string => `/v1/staff/${encodeURIComponent(id)}`;

function Form({ person, close }: { person: Staff | null; close: () => void }) {
  const [draft, change] = useState<Staff>(person ?? { id: '', name: '', role: 'viewer', active: true });
  const [problems, tell] = useState<Problems>({});
  const set = (given: Partial<Staff>): void => change((before) => ({ ...before, ...given }));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isName(draft.id)) return tell({ id: t('team.bad_id') });
    const { id, ...body } = draft;
    try {
      await act('staff', pathOf(id), body, { method: 'PUT', keep: false });
      toast(t('team.saved', { who: draft.name || id }), 'good');
      close();
    } catch (error) {
      const refused = error as Refused;
      const at = problemsAt(refused.body, ['name', 'role', 'active']);
      tell(Object.keys(at).length ? at : { '': refused.text });
    }
  };
  return (
    <Modal id="staff-form" title={person ? t('team.change', { who: person.name || person.id }) : t('team.add_staff')} close={close}>
      <form onSubmit={submit} autocomplete="off" noValidate>
        <Field name="id" label={t('team.id')} hint={t('team.id_hint')} problem={problems['id']}>
          <input {...tied('id', problems['id'], 'hint')} value={draft.id} disabled={person !== null} maxLength={64} autocapitalize="off" spellcheck={false}
            onInput={(event) => set({ id: event.currentTarget.value.trim() })} />
        </Field>
        <Field name="name" label={t('team.name')} problem={problems['name']}>
          <input {...tied('name', problems['name'])} value={draft.name} maxLength={200} onInput={(event) => set({ name: event.currentTarget.value })} />
        </Field>
        <Field name="role" label={t('team.role')} problem={problems['role']}>
          <select {...tied('role', problems['role'])} value={draft.role} onChange={(event) => set({ role: event.currentTarget.value as Staff['role'] })}>
            {ROLES.map((one) => <option key={one} value={one}>{t(`role.${one}.long`)}</option>)}
          </select>
        </Field>
        <label class="tick">
          <input type="checkbox" checked={draft.active} onChange={(event) => set({ active: event.currentTarget.checked })} /> {t('team.active')}
        </label>
        {problems['active'] && <p class="error" role="alert">{problems['active']}</p>}
        {problems[''] && <p class="error" role="alert">{problems['']}</p>}
        <footer><button type="submit" class="main">{t('team.save')}</button></footer>
      </form>
    </Modal>
  );
}

export function StaffTable() {
  const people = useRead<StaffList>('/v1/staff', on.staff);
  const [edited, edit] = useState<Staff | 'new' | null>(null);
  const [code, showCode] = useState<Staff | null>(null);
  const [out, signOut] = useState<Staff | null>(null);
  const staff = people.found?.staff ?? [];
  return (
    <section class="panel" id="staff" aria-labelledby="staff-title">
      <header>
        <h2 id="staff-title">{t('staff.title', { n: staff.length })}</h2>
        <span class="grow" />
        <button type="button" class="main small" id="add-staff" onClick={() => edit('new')}>{t('team.add_staff')}</button>
        <Csv path="/v1/staff" what={t('team.staff')} />
      </header>
      <Shown of={people}>{() => staff.length === 0 && <p class="empty">{t('staff.empty', { who: here.session?.id })}</p>}</Shown>
      {staff.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="staff-title">
          <table>
            <thead><tr><th scope="col">{t('team.name')}</th><th scope="col">{t('team.role')}</th><th scope="col">{t('team.active')}</th><td /></tr></thead>
            <tbody data-list="staff">
              {staff.map((one) => {
                const name = one.name || one.id;
                return (
                  <tr key={one.id} data-staff={one.id} class={one.active ? '' : 'paused'} data-row>
                    <th scope="row"><button type="button" class="link" data-item onClick={() => edit(one)}>{name}</button> {name !== one.id && <small>{one.id}</small>}</th>
                    <td>{t(`role.${one.role}`)}</td>
                    <td>{t(one.active ? 'yes' : 'no')}</td>
                    <td class="acts">
                      <button type="button" class="second small" disabled={!one.active} onClick={() => showCode(one)} aria-label={t('team.code_of', { who: name })}>{t('team.code')}</button>
                      <button type="button" class="second small" onClick={() => signOut(one)} aria-label={t('team.sign_out_of', { who: name })}>{t('team.sign_out')}</button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {edited && (
        <Form key={edited === 'new' ? '' : edited.id} person={edited === 'new' ? null : edited} close={() => {
          edit(null);
          void people.now();
        }} />
      )}
      {code && <LoginCodeBox who={code.name || code.id} path={`${pathOf(code.id)}/login-code`} close={() => showCode(null)} />}
      {out && <SignOut who={out.name || out.id} path={`${pathOf(out.id)}/sessions`} close={() => signOut(null)} />}
    </section>
  );
}
