// Takes a pause back: for how many leads at a time is asked, since 0 has taken its place.

import { useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { t } from '../../../shared/words';
import { capacityBefore, numberOr, problemsAt, withCapacity } from '../../state/crew';
import { live } from '../../state/live';
import type { Rep } from '../../state/models';
import { reads } from '../../state/reads';
import { toast } from '../../../shared/toast';
import { Field, Modal, tied } from '../parts';
import { pathOf } from './RepTable';

export function Resume({ rep, close }: { rep: Rep; close: () => void }) {
  const who = rep.name || rep.rep;
  const [capacity, change] = useState(() => String(capacityBefore(rep)));
  const [problem, tell] = useState<string | undefined>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = numberOr(capacity);
    if (wanted === 0) return tell(t('mend.at_least', { n: 1 }));
    // As they are now: somebody may have changed them since the dialog opened.
    const now = live.reps.find((one) => one.rep === rep.rep) ?? rep;
    try {
      await act('resume', pathOf(rep.rep), withCapacity(now, wanted), { method: 'PUT', keep: false });
      toast(t('team.resumed', { who }), 'good');
      reads.everything();
      close();
    } catch (error) {
      const refused = error as Refused;
      const at = problemsAt(refused.body, ['capacity']);
      tell(at['capacity'] ?? refused.text);
    }
  };
  return (
    <Modal id="resume" title={t('team.resume_of', { who })} close={close}>
      <form onSubmit={submit} autocomplete="off" noValidate>
        <Field name="capacity" label={t('team.capacity')} hint={t('team.resume_means', { who })} problem={problem}>
          <input {...tied('capacity', problem, 'hint')} inputMode="numeric" value={capacity} maxLength={9} onInput={(event) => change(event.currentTarget.value)} />
        </Field>
        <footer><button type="submit" class="main">{t('team.resume')}</button></footer>
      </form>
    </Modal>
  );
}
