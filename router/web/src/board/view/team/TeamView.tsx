// Reps and the people at the board: added, changed, logged in by a code, signed out.

import { t } from '../../../shared/words';
import { asked, linkToView } from '../../state/address';
import { here } from '../../state/session';
import { RepTable } from './RepTable';
import { StaffTable } from './StaffTable';

export function TeamView() {
  const shown = asked('team') === 'staff' && here.mayAct ? 'staff' : 'reps';
  return (
    <>
      {here.mayAct && (
        <p class="chips" role="group" aria-label={t('tab.team')}>
          {(['reps', 'staff'] as const).map((one) => (
            <a key={one} data-crew={one} href={linkToView('team', { team: one })} aria-current={shown === one ? 'true' : undefined}>{t(`team.${one}`)}</a>
          ))}
        </p>
      )}
      {!here.mayAct && <p class="hint">{t('team.viewer')}</p>}
      {shown === 'reps' ? <RepTable /> : <StaffTable />}
    </>
  );
}
