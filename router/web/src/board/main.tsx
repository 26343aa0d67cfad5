// The supervisors' board: put together here. Session, then the live state, then what is asked for.

import { render } from 'preact';
import { learn, onLanguage, tellLanguage } from '../shared/words';
import { en } from '../words/board/en';
import { zh } from '../words/board/zh';
import './style.css';
import { live } from './state/live';
import { onRedraw } from '../shared/redraw';
import { here } from './state/session';
import { App } from './view/App';

learn({ en, zh });
tellLanguage();
const page = document.getElementById('page')!;
const draw = (): void => render(<App />, page);
onRedraw(draw);
onLanguage(draw);
void here.begin(() => live.begin(), () => live.end());
