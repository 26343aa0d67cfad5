// The number in full, for a reason that is journalled; masked again after a while.

import { useEffect, useState } from 'preact/hooks';
import { Refused, act } from '../../../shared/api';
import { t } from '../../../shared/words';
import type { Contact, Done } from '../../state/models';
import { here } from '../../state/session';
import { Field, Modal, tied } from '../parts';

const SHOWN_S = 30;

function Form({ lead, done, close }: { lead: string; done: (contact: Contact) => void; close: () => void }) {
  const [reason, write] = useState('');
  const [asking, ask] = useState(false);
  const [refused, refuse] = useState<Refused | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    ask(true);
    try {
      const answer = await act<Done>('reveal', `/v1/leads/${encodeURIComponent(lead)}/reveal`, { reason: reason.trim() });
      done(answer.contact ?? {});
    } catch (error) {
      refuse(error as Refused);
      ask(false);
    }
  };
  return (
    <Modal id="reveal" title={t('reveal.title')} close={close}>
      <form onSubmit={submit} autocomplete="off">
        <Field name="reveal-reason" label={t('reveal.reason')} hint={t('reveal.journalled', { n: SHOWN_S })}>
          <input {...tied('reveal-reason', undefined, 'hint')} required maxLength={200} value={reason}
            onInput={(event) => write(event.currentTarget.value)} />
        </Field>
        {refused && <p class="error" role="alert">{refused.text}</p>}
        <footer><button type="submit" class="main" disabled={asking || !reason.trim()}>{t('reveal')}</button></footer>
      </form>
    </Modal>
  );
}

export function Reveal({ lead }: { lead: string }) {
  const [asked, ask] = useState(false);
  const [contact, show] = useState<Contact | null>(null);
  useEffect(() => {
    if (!contact) return undefined;
    const timer = setTimeout(() => show(null), SHOWN_S * 1000);
    return () => clearTimeout(timer);
  }, [contact]);
  if (!here.mayAct) return null;
  if (contact) {
    const ways = [contact.name, contact.phone, contact.wechat, contact.email, contact.open_id].filter(Boolean);
    return (
      <p id="revealed" role="status" class="digits">
        <b>{ways.join(' · ')}</b>
        <button type="button" class="quiet" onClick={() => show(null)}>{t('reveal.mask')}</button>
      </p>
    );
  }
  return (
    <>
      <button type="button" class="second" id="reveal-button" onClick={() => ask(true)}>{t('reveal')}</button>
      {asked && <Form lead={lead} close={() => ask(false)} done={(found) => {
        show(found);
        ask(false);
      }} />}
    </>
  );
}
