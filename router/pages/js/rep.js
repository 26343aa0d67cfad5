// The rep's phone: put together here. Session, then desk; the parts are in rep/.

import { byId, show } from './dom.js';
import { Desk } from './rep/desk.js';
import { Login } from './login.js';
import { languageButton, onLanguage, t } from './words.js';

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
}

languageButton(byId('language'));
onLanguage(label);
label();
byId('logout').addEventListener('click', logout);
login.begin();
