// Small things that several screens show: chips, the number, facts, bars, times.

import type { ComponentChildren } from 'preact';
import { PLAIN, attributeRows } from '../../shared/facts';
import { t } from '../../shared/words';
import type { Lead } from '../state/models';
import { leadName, spaced } from '../state/sentences';
import { toast } from '../../shared/toast';

const PARTS = ['profile', 'heat', 'freshness'] as const;

export function Chips({ lead, children }: { lead: Lead; children?: ComponentChildren }) {
  return <>
    {lead.high ? <span class="chip high">{t('chip.high')}</span> : lead.hot_at_ms ? <span class="chip hot">{t('chip.hot')}</span> : null}
    {lead.episode > 1 && <span class="chip">{t('chip.again')}</span>}
    {lead.test && <span class="chip">{t('chip.test')}</span>}
    {children}
  </>;
}

export function Score({ lead }: { lead: Lead }) {
  return <div class="score">
    <b><span class="seldom">{t('score')} </span>{lead.parts.score.toFixed(1)}</b>
    <dl class="parts">
      {PARTS.map((part) => <div class="part" key={part}>
        <dt>{t(`part.${part}`)}</dt>
        <dd>{lead.parts[part].toFixed(0)}</dd>
        <dd class="bar"><progress max={100} value={lead.parts[part]} aria-label={t(`part.${part}`)} /></dd>
      </div>)}
    </dl>
  </div>;
}

export function Facts({ lead }: { lead: Lead }) {
  const rows = attributeRows(lead);
  if (!rows.length) return null;
  return <dl class="facts">{rows.map(([name, label, value]) => <div key={name}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

/** What they want, in one line. */
export function Needs({ lead }: { lead: Lead }) {
  const rows = attributeRows(lead).map(([name, label, value]) => (PLAIN.has(name) ? value : `${label} ${value}`));
  return <span class="needs">{rows.join(' · ')}</span>;
}

/** The contact in full: a number to call, and each field to copy. */
export function ContactLines({ lead }: { lead: Lead }) {
  const contact = lead.contact ?? {};
  return <>
    {contact.phone && <div class="number">
      <a class="digits" href={`tel:${contact.phone}`}>{spaced(contact.phone)}</a>
      <Copy text={contact.phone} />
    </div>}
    {(['wechat', 'email', 'open_id'] as const).map((kind) => contact[kind] && <div class="number other" key={kind}>
      <span>{t(`contact.${kind}`)} <b>{contact[kind]}</b></span>
      <Copy text={contact[kind]} />
    </div>)}
  </>;
}

function Copy({ text }: { text: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t('copied'), 'good');
    } catch {
      toast(t('not_copied'));
    }
  };
  return <button type="button" class="quiet copy" onClick={() => void copy()}>{t('copy')}</button>;
}

export function CallLink({ lead, kind = '' }: { lead: Lead; kind?: string }) {
  const phone = lead.contact?.phone;
  if (!phone) return null;
  return <a class={`button call ${kind}`} href={`tel:${phone}`} aria-label={t('call.who', { who: leadName(lead) })}>{t('call')}</a>;
}

/** Counts down to an instant of the router's; written by the page's one clock. */
export function Until({ ms }: { ms: number }) {
  return <time role="timer" data-until={ms} />;
}

export function Since({ ms }: { ms: number }) {
  return <time data-since={ms} />;
}
