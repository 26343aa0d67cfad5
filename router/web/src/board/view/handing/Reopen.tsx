// A supervisor opens a closed lead again, for a reason: it waits for a rep like any other, or goes to
// one at once.

import { useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { toast } from '../../../shared/toast';
import { t } from '../../../shared/words';
import { live } from '../../state/live';
import type { Lead } from '../../state/models';
import { reads } from '../../state/reads';
import { Field, Modal, tied } from '../parts';
import { Choices, stillChosen, type Chosen } from './Choices';
import { called } from './HandOver';

export function Reopen({ lead, close }: { lead: Lead; close: () => void }) {
  const [direct, go] = useState(false);
  const [made, choose] = useState<Chosen | null>(null);
  const [reason, write] = useState('');
  const [asking, ask] = useState(false);
  const [refused, refuse] = useState<Refused | null>(null);
  const chosen = direct ? stillChosen(made) : null;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    ask(true);
    refuse(null);
    const to = chosen ? { rep: chosen.rep, without_room: chosen.way } : {};
    try {
      await act(`reopen ${chosen?.rep} ${chosen?.way}`, `/v1/leads/${encodeURIComponent(lead.lead)}/reopen`, { reason: reason.trim(), ...to });
      const given = { lead: called(lead), who: live.nameOf(chosen?.rep) };
      toast(t(chosen ? 'reopen.done.to' : 'reopen.done', given), 'good');
      close();
    } catch (error) {
      refuse(error as Refused);
      ask(false);
    }
    reads.everything();
  };
  return (
    <Modal id="reopen" title={t('reopen.of', { lead: called(lead) })} close={close}>
      <form onSubmit={submit} autocomplete="off">
        <fieldset class="choices">
          <legend>{t('reopen.to')}</legend>
          <label class="way" data-to="queue"><input type="radio" name="to" checked={!direct} onChange={() => go(false)} /> <span>{t('reopen.to.queue')}</span></label>
          <label class="way" data-to="rep"><input type="radio" name="to" checked={direct} onChange={() => go(true)} /> <span>{t('reopen.to.rep')}</span></label>
          {direct && <Choices pool={lead.pool} without={undefined} chosen={chosen} choose={choose} />}
        </fieldset>
        <Field name="reopen-reason" label={t('hand_over.reason')} hint={t('reopen.journalled')}>
          <input {...tied('reopen-reason', undefined, 'hint')} required maxLength={200} value={reason} onInput={(event) => write(event.currentTarget.value)} />
        </Field>
        {refused && <p class="error" role="alert">{refused.text}</p>}
        <footer><button type="submit" class="main" disabled={asking || !reason.trim() || (direct && !chosen)}>{t('reopen')}</button></footer>
      </form>
    </Modal>
  );
}
