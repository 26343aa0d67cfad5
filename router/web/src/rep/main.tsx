// The rep's phone: put together here.

import { render } from 'preact';
import { language, learn, onLanguage, t, tellLanguage } from '../shared/words';
import { note } from '../shared/phone_notes';
import { en } from '../words/rep/en';
import { zh } from '../words/rep/zh';
import { onRedraw, redraw } from '../shared/redraw';
import { Phone } from './state/session';
import { showSun } from './state/sun';
import { App } from './view/app';
import './style.css';

learn({ en, zh });
const phone = new Phone();
const root = document.getElementById('app') as HTMLElement;
onRedraw(() => render(<App phone={phone} />, root));

function label(): void {
  document.title = t('title.rep');
  const manifest = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
  if (manifest) manifest.href = language() === 'zh' ? '/manifest.zh.webmanifest' : '/manifest.webmanifest';
  void note('language', language());
}

showSun();
tellLanguage();
label();
onLanguage(() => {
  label();
  redraw();
});
redraw();
phone.begin();
