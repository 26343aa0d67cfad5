// A supervisor gives a lead to a rep by hand: fenced by the epoch that was seen when it was opened.

import { useEffect, useState } from 'preact/hooks';
import { Refused, act, call } from '../../../shared/api';
import { t, word } from '../../../shared/words';
import { live } from '../../state/live';
import type { Lead, Rep } from '../../state/models';
import { toast } from '../../../shared/toast';
import { Field, Modal, tied } from '../parts';
import { byPresence, presenceText } from './Reps';

export interface Given {
  lead: string;
  masked: string;
}

/** Why the router would refuse this rep: not there, or no room. */
function mayNot(rep: Rep): string | null {
  if (!['idle', 'busy'].includes(rep.presence) || !rep.on_shift) return presenceText(rep);
  if (rep.capacity === 0) return t('team.is_paused');
  return rep.room < 1 ? t('hand_over.no_room') : null;
}

function Choice({ rep, chosen, choose }: { rep: Rep; chosen: boolean; choose: () => void }) {
  const why = mayNot(rep);
  return (
    <label class={`choice ${rep.presence}`} data-rep={rep.rep}>
      <input type="radio" name="rep" value={rep.rep} checked={chosen} disabled={why !== null} onChange={choose} />
      <span class="dot" aria-hidden="true" />
      <b>{rep.name || rep.rep}</b>
      <span class="soft">{why ?? `${presenceText(rep)} · ${t('reps.room', { room: rep.room, capacity: rep.capacity })}`}</span>
    </label>
  );
}

function stands(lead: Lead): string {
  const state = word('state', lead.state);
  return lead.holder ? t('hand_over.with', { state, who: live.nameOf(lead.holder) }) : t('hand_over.stands', { state });
}

export function HandOver({ given, close }: { given: Given; close: () => void }) {
  // As it stood when the dialog opened: the supervisor decides on this, so this is the fence.
  const [seen, see] = useState<Lead | null>(null);
  const [rep, choose] = useState<string | null>(null);
  const [reason, write] = useState('');
  const [asking, ask] = useState(false);
  const [refused, refuse] = useState<Refused | null>(null);
  const path = `/v1/leads/${encodeURIComponent(given.lead)}`;
  const look = (): void => {
    call<Lead>('GET', path).then(see, refuse);
  };
  useEffect(look, []);
  const reps = live.reps.filter((one) => seen && one.pools.includes(seen.pool) && one.rep !== seen.holder)
    .sort((one, other) => Number(mayNot(one) !== null) - Number(mayNot(other) !== null) || byPresence(one, other));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!rep || !seen) return;
    ask(true);
    refuse(null);
    const epoch = seen.epoch ?? '';
    try {
      await act(`hand-over ${rep} ${epoch}`, `${path}/hand-over`, { rep, reason: reason.trim(), epoch });
      toast(t('hand_over.done', { lead: seen.masked, who: live.nameOf(rep) }), 'good');
      live.later();
      close();
    } catch (error) {
      refuse(error as Refused);
      live.later();
      look();
      ask(false);
    }
  };
  return (
    <Modal id="hand-over" title={t('hand_over.of', { lead: given.masked })} close={close}>
      <form onSubmit={submit} autocomplete="off">
        {seen && <p class="soft stands">{stands(seen)}</p>}
        <fieldset class="choices">
          <legend>{t('hand_over.to')}</legend>
          {reps.map((one) => <Choice key={one.rep} rep={one} chosen={rep === one.rep} choose={() => choose(one.rep)} />)}
          {seen && reps.length === 0 && <p class="empty">{t('hand_over.nobody', { pool: seen.pool })}</p>}
        </fieldset>
        <Field name="reason" label={t('hand_over.reason')} hint={t('hand_over.journalled')}>
          <input {...tied('reason', undefined, t('hand_over.journalled'))} required maxLength={200} value={reason}
            onInput={(event) => write(event.currentTarget.value)} />
        </Field>
        {refused && <p class="error" role="alert">{tooLate(refused) ?? refused.text}</p>}
        <footer><button type="submit" class="main" disabled={asking || !rep}>{t('hand_over')}</button></footer>
      </form>
    </Modal>
  );
}

/** What happened meanwhile, when somebody was faster. */
function tooLate(refused: Refused): string | null {
  if (refused.code !== 'too_late') return null;
  const who = refused.body.holder_name || refused.body.holder;
  return who ? t('hand_over.too_late.by', { who }) : t('hand_over.too_late', { state: word('state', refused.body.state ?? 'new') });
}
