// All reps, and what may be done with each.

import { useState } from 'preact/hooks';
import { Refused, act, call } from '../../../shared/api';
import { t, word } from '../../../shared/words';
import { asked, given, go, linkTo } from '../../state/address';
import { withCapacity } from '../../state/crew';
import { live } from '../../state/live';
import type { Rep } from '../../state/models';
import { reads } from '../../state/reads';
import { here } from '../../state/session';
import { toast } from '../../../shared/toast';
import { Csv, Modal, Since } from '../parts';
import { presenceText, standing } from '../now/Reps';
import { LoginCodeBox } from './LoginCodeBox';
import { RepForm } from './RepForm';
import { Resume } from './Resume';

const HEADS = ['rep', 'presence', 'pools', 'skills', 'regions', 'tier', 'weight', 'capacity', 'daily_cap', 'hours', 'last'] as const;
export const pathOf = (rep: string): string => `/v1/reps/${encodeURIComponent(rep)}`;

function hoursText({ hours }: Rep): string {
  const days = Object.entries(hours?.days ?? {});
  if (days.length === 0) return t('team.always');
  return days.map(([day, spans]) => `${word('day', day)} ${spans.join(' ')}`).join(t('comma'));
}

async function pause(rep: Rep): Promise<void> {
  try {
    await act('pause', pathOf(rep.rep), withCapacity(rep, 0), { method: 'PUT', keep: false });
    toast(t('team.paused', { who: rep.name || rep.rep }), 'good');
    reads.everything();
  } catch (error) {
    toast((error as Refused).text, 'error');
  }
}

/** Asks before somebody is signed out everywhere. */
export function SignOut({ who, path, close }: { who: string; path: string; close: () => void }) {
  const sure = async (): Promise<void> => {
    try {
      await call('DELETE', path);
      toast(t('team.signed_out', { who }), 'good');
    } catch (error) {
      toast((error as Refused).text, 'error');
    }
    close();
  };
  return (
    <Modal id="sign-out" title={t('team.sign_out')} close={close}>
      <p>{t('team.sign_out_means', { who })}</p>
      <footer><button type="button" class="main" onClick={() => void sure()}>{t('team.sign_out')}</button></footer>
    </Modal>
  );
}

function Line({ rep, code, out, resume }: { rep: Rep; code: () => void; out: () => void; resume: () => void }) {
  const name = rep.name || rep.rep;
  return (
    <tr data-rep={rep.rep} class={rep.capacity === 0 ? 'paused' : ''} data-row>
      <th scope="row">
        {here.mayAct ? <a class="link" data-item href={linkTo({ edit: rep.rep })}>{name}</a> : name} {name !== rep.rep && <small>{rep.rep}</small>}
      </th>
      <td class={standing(rep)}><span class="dot" aria-hidden="true" /> {rep.capacity === 0 ? t('team.is_paused') : presenceText(rep)}</td>
      <td>{rep.pools.map((one) => word('pool', one)).join(t('comma'))}</td>
      <td>{rep.skills.join(t('comma')) || '–'}</td>
      <td>{rep.regions.map((one) => word('value', one)).join(t('comma')) || t('all')}</td>
      <td class="number">{rep.tier}</td>
      <td class="number">{rep.weight}</td>
      <td class="number">{rep.capacity === 0 ? '–' : `${rep.room} / ${rep.capacity}`}</td>
      <td class="number">{rep.daily_cap ?? '–'}</td>
      <td class="hours">{hoursText(rep)}</td>
      <td class="number">{rep.assigned_at_ms ? <Since at={rep.assigned_at_ms} /> : '–'}</td>
      {here.mayAct && (
        <td class="acts">
          <button type="button" class="second small" onClick={code} aria-label={t('team.code_of', { who: name })}>{t('team.code')}</button>
          <button type="button" class="second small" onClick={() => (rep.capacity === 0 ? resume() : void pause(rep))} aria-label={t(rep.capacity === 0 ? 'team.resume_of' : 'team.pause_of', { who: name })}>{t(rep.capacity === 0 ? 'team.resume' : 'team.pause')}</button>
          <button type="button" class="second small" onClick={out} aria-label={t('team.sign_out_of', { who: name })}>{t('team.sign_out')}</button>
        </td>
      )}
    </tr>
  );
}

export function RepTable() {
  const [code, showCode] = useState<Rep | null>(null);
  const [out, signOut] = useState<Rep | null>(null);
  const [paused, resume] = useState<Rep | null>(null);
  const editing = given('edit') && here.mayAct;
  const reps = [...live.reps].sort((one, other) => one.rep.localeCompare(other.rep));
  const edited = reps.find((rep) => rep.rep === asked('edit')) ?? null;
  return (
    <section class="panel" id="crew" aria-labelledby="crew-title">
      <header>
        <h2 id="crew-title">{t('reps.title', { n: reps.length })}</h2>
        <span class="grow" />
        {here.mayAct && <a class="button main small" id="add-rep" href={linkTo({ edit: '' })}>{t('team.add_rep')}</a>}
        <Csv path="/v1/reps" what={t('reps')} />
      </header>
      {reps.length === 0 && <p class="empty">{t(here.mayAct ? 'team.empty' : 'reps.empty_viewer')}</p>}
      {reps.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="crew-title">
          <table>
            <thead><tr>{HEADS.map((head) => <th key={head} scope="col">{t(`team.${head}`)}</th>)}{here.mayAct && <td />}</tr></thead>
            <tbody data-list="crew">
              {reps.map((rep) => <Line key={rep.rep} rep={rep} code={() => showCode(rep)} out={() => signOut(rep)} resume={() => resume(rep)} />)}
            </tbody>
          </table>
        </div>
      )}
      {editing && (edited || !asked('edit')) && <RepForm key={edited?.rep ?? ''} rep={edited} close={() => go(linkTo({ edit: null }))} />}
      {code && <LoginCodeBox who={code.name || code.rep} path={`${pathOf(code.rep)}/login-code`} close={() => showCode(null)} />}
      {out && <SignOut who={out.name || out.rep} path={`${pathOf(out.rep)}/sessions`} close={() => signOut(null)} />}
      {paused && <Resume rep={paused} close={() => resume(null)} />}
    </section>
  );
}
