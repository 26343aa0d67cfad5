// The rep's phone: put together here. Session, then desk; the parts are in rep/.

import { byId, show } from '../board/dom.js';
import { Desk } from './desk.js';
import { Login } from '../board/login.js';
import { language, learn, onLanguage, switchLanguage, t, tellLanguage } from '../shared/words';
import { en } from '../words/rep/en';
import { zh } from '../words/rep/zh';
import '../shared/base.css';
import './rep.css';
import './offer.css';

learn({ en, zh });

let desk = null;

function begin(session) {
  show(byId('logout'), true);
  desk = new Desk(session.id, end);
  desk.begin();
}

function end(reason) {
  desk?.close();
  desk = null;
  show(byId('logout'), false);
  login.ask(reason);
}

const login = new Login('rep', begin);

async function logout() {
  await login.close();
  end(null);
}

function label() {
  document.title = t('title.rep');
  byId('logout').textContent = t('logout');
  byId('language').textContent = t('other_language');
  byId('language').lang = language() === 'zh' ? 'en' : 'zh-CN';
}

tellLanguage();
byId('language').addEventListener('click', switchLanguage);
onLanguage(label);
label();
byId('logout').addEventListener('click', logout);
login.begin();
