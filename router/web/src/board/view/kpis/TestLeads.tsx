// Test leads, those of a demo or a replay: counted by themselves, and only when they are asked for.

import { t } from '../../../shared/words';
import { asked, go, linkTo } from '../../state/address';
import { count } from '../../state/figures';
import type { Kpis } from '../../state/models';
import type { Range } from '../../state/ranges';
import { on, useRead } from '../../state/reads';

export function testAsked(): boolean {
  return asked('test') === '1';
}

/** The query of a range, and of test leads when those are looked at. */
export function rangeQuery({ from_ms, to_ms }: Range, test = testAsked()): string {
  return `from_ms=${from_ms}&to_ms=${to_ms}${test ? '&test=true' : ''}`;
}

export function TestLeads() {
  return (
    <label class="tick screen-only">
      <input type="checkbox" id="test-leads" checked={testAsked()} onChange={(event) => go(linkTo({ test: event.currentTarget.checked ? '1' : null }))} />
      {' '}{t('test.leads')}
    </label>
  );
}

/** In place of figures: what to do next, which may be to look at the test leads. */
export function NoLeads({ range, text }: { range: Range; text: string }) {
  return <p class="empty panel">{testAsked() ? t('test.none') : <ToTest range={range} text={text} />}</p>;
}

function ToTest({ range, text }: { range: Range; text: string }) {
  const n = useRead<Kpis>(`/v1/kpis?${rangeQuery(range, true)}`, on.leads, 3000).found?.total.leads ?? 0;
  if (n === 0) return <>{text}</>;
  return <>{t('test.only', { n: count(n) })} <a class="link" id="show-test" href={linkTo({ test: '1' })}>{t('test.show')}</a></>;
}
