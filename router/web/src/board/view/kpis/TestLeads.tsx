// Test leads, those of a demo or a replay: counted by themselves, and only when they are asked for.

import { t } from '../../../shared/words';
import { asked, go, linkTo } from '../../state/address';
import { count } from '../../state/figures';
import type { Kpis } from '../../state/models';
import type { Range } from '../../state/ranges';
import { useRead } from '../../state/reading';

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
  const test = testAsked();
  const others = useRead<Kpis>(test ? null : `/v1/kpis?${rangeQuery(range, true)}`);
  const n = others.found?.total.leads ?? 0;
  return (
    <p class="empty panel">
      {test ? t('test.none') : n > 0 ? t('test.only', { n: count(n) }) : text}
      {n > 0 && <> <a class="link" id="show-test" href={linkTo({ test: '1' })}>{t('test.show')}</a></>}
    </p>
  );
}
