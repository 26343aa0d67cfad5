// A supervisor gives a lead to a rep by hand. It is given only while it stands as the dialog shows it:
// when it changes meanwhile, the dialog shows that, and asks again.

import { useEffect, useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { toast } from '../../../shared/toast';
import { t, word } from '../../../shared/words';
import { live } from '../../state/live';
import type { Lead } from '../../state/models';
import { on, reads, useRead } from '../../state/reads';
import { Field, Modal, Shown, tied } from '../parts';
import { Choices, stillChosen, type Chosen } from './Choices';

export interface Given {
  lead: string;
  masked: string;
  customer?: string | undefined;
}

/** Whom a dialog is about. */
export function called({ customer, masked }: Given): string {
  return [customer, masked].filter(Boolean).join(' ');
}

function stands(lead: Lead): string {
  const state = word('state', lead.state);
  return lead.holder ? t('hand_over.with', { state, who: live.nameOf(lead.holder) }) : t('hand_over.stands', { state });
}

/** What a decision is about: whose the lead is, and how. */
const standing = ({ epoch, state }: Lead): string => `${epoch} ${state}`;

export function HandOver({ given, close }: { given: Given; close: () => void }) {
  const path = `/v1/leads/${encodeURIComponent(given.lead)}`;
  const read = useRead<Lead>(path, on.lead(given.lead));
  const [seen, see] = useState<Lead | null>(null);
  const [changed, tell] = useState(false);
  const [made, choose] = useState<Chosen | null>(null);
  const [reason, write] = useState('');
  const [asking, ask] = useState(false);
  const [refused, refuse] = useState<Refused | null>(null);
  const now = read.found;
  useEffect(() => {
    if (!now || (seen && standing(seen) === standing(now))) return;
    // Chosen for a lead that stood otherwise, so it is to be chosen again.
    if (seen) choose(null);
    tell(seen !== null);
    see(now);
  }, [now && standing(now)]);
  const chosen = stillChosen(made);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!chosen || !seen) return;
    const { rep, way } = chosen;
    const epoch = seen.epoch ?? '';
    ask(true);
    refuse(null);
    try {
      await act(`hand-over ${rep} ${way} ${epoch}`, `${path}/hand-over`, { rep, reason: reason.trim(), epoch, without_room: way });
      toast(t('hand_over.done', { lead: called(given), who: live.nameOf(rep) }), 'good');
      close();
    } catch (error) {
      refuse(error as Refused);
      ask(false);
      void read.now();
    }
    reads.everything();
  };
  return (
    <Modal id="hand-over" title={t('hand_over.of', { lead: called(given) })} close={close}>
      <form onSubmit={submit} autocomplete="off">
        <Shown of={read}>
          {(lead) => (
            <>
              <p class={changed ? 'stands changed' : 'soft stands'} role="status">{changed && t('hand_over.changed')} {stands(lead)}</p>
              <fieldset class="choices">
                <legend>{t('hand_over.to')}</legend>
                <Choices pool={lead.pool} without={lead.holder} chosen={chosen} choose={choose} />
              </fieldset>
            </>
          )}
        </Shown>
        <Field name="reason" label={t('hand_over.reason')} hint={t('hand_over.journalled')}>
          <input {...tied('reason', undefined, t('hand_over.journalled'))} required maxLength={200} value={reason}
            onInput={(event) => write(event.currentTarget.value)} />
        </Field>
        {refused && <p class="error" role="alert">{tooLate(refused) ?? refused.text}</p>}
        <footer><button type="submit" class="main" disabled={asking || !chosen || !reason.trim()}>{t(chosen ? `hand_over.by.${chosen.way}` : 'hand_over')}</button></footer>
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
