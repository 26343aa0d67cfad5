// What the interface answers, under the board's names for it. Instants are milliseconds of the
// router's clock, spans seconds, points 0..100; what is null there is left out.

import type { HandOverWays, Kpis } from '../../shared/contract';

export type {
  Board, Changed as Change, Changes, Curve, CurvePoint, Decision, Decisions as DecisionList, Desk, Done, Escalations,
  Explained as Explanation, FullContact as Contact, Heatmap, HeatmapCell as Cell, HistoryEntry, Kpis,
  LeadHistory, LeadView as Lead, LoginCode, Measures, OverTime as OverTimeList, PastEscalations,
  PoolView as Pool, Pools, Queue as QueuePage, QueueRow, RungView as Rung, Staff as StaffList, StaffView as Staff, Stats,
  Team, TeamRep as Rep,
} from '../../shared/contract';

export type By = NonNullable<Kpis['by']>;
/** How a lead is given to a rep: as a rule has it, past what stands in the way, or in place of what rings. */
export type Way = HandOverWays['ways'][number];
