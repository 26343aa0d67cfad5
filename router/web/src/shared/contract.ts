// Made by `make web` from the contract, /openapi.json (router/gateway/contract.py).

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Accepted
         * @description Kafka has acknowledged these events; an id sent before is taken and has no effect.
         *
         *     `warnings`, the first twenty, say what was taken and is worth nothing.
         */
        Accepted: {
            accepted: number;
            event_ids: string[];
            warnings?: components["schemas"]["Warned"][];
        };
        /**
         * AcknowledgeBody
         * @description Nothing but the action's id, and when it was done.
         */
        AcknowledgeBody: {
            /** @default null */
            action_id?: string | null;
            /** @default null */
            done_at_ms?: number | null;
        };
        /**
         * ActivityBody
         * @description What the rep did with the lead that they hold under the epoch.
         */
        ActivityBody: {
            /** @default null */
            action_id?: string | null;
            /** @default null */
            done_at_ms?: number | null;
            epoch: string;
            /** @default true */
            contacted?: boolean;
            /** @default  */
            note?: string;
            /** @default open */
            outcome?: string;
            /** @default null */
            next_at_ms?: number | null;
        };
        /**
         * Assignments
         * @description A rep's live assignments, the oldest first.
         */
        Assignments: {
            assignments: components["schemas"]["HeldLead"][];
        };
        /**
         * AttributeWords
         * @description What an attribute is called, and its values where they are codes.
         */
        AttributeWords: {
            en: string;
            zh: string;
            values: {
                [key: string]: components["schemas"]["Words"];
            };
        };
        /**
         * Basis
         * @description What a figure is counted from.
         */
        Basis: {
            /** @description how many cases */
            n: number;
            /** @description whether they are too few to go by */
            few: boolean;
            /** @description of a share: its 95 % interval (Wilson) */
            low?: number;
            /** @description the interval's other end */
            high?: number;
        };
        /**
         * Board
         * @description The snapshot of the supervisors' events.
         *
         *     `escalations` are the rungs that fired last, oldest first, and `reach` tells how far they go;
         *     `labels` is what the policy calls things.
         */
        Board: {
            labels: components["schemas"]["Labels"];
            stats: components["schemas"]["Stats"];
            queue: components["schemas"]["QueueRow"][];
            reps: components["schemas"]["TeamRep"][];
            pools: components["schemas"]["PoolView"][];
            escalations: components["schemas"]["RungView"][];
            /** @enum {string} */
            reach: "whole" | "filling" | "since_start";
            at_ms: number;
            speed: number;
        };
        /**
         * Caller
         * @description Whose session the request carries, and until when.
         */
        Caller: {
            /** @enum {string} */
            role: "rep" | "supervisor" | "viewer";
            tenant: string;
            id: string;
            expires_at_ms: number;
        };
        /**
         * Capture
         * @description One event in which a person leaves their contact on a channel.
         *
         *     `occurred_at` is the source's own time, with its offset from UTC. Unknown fields are ignored,
         *     so that a source may send more than we know.
         */
        Capture: {
            event_id: string;
            /** @default null */
            occurred_at?: string | null;
            contact: components["schemas"]["Contact"];
            attributes?: {
                [key: string]: number | boolean | string;
            };
            /** @default null */
            visitor_id?: string | null;
            /** @default main */
            tenant?: string;
            /** @default null */
            pool?: string | null;
            /** @default false */
            test?: boolean;
        };
        /**
         * CaptureStatus
         * @description Which lead a capture became, or why it became none.
         *
         *     Of an id that was used again, after 72 hours, it is the latest; `earlier` are the leads of those
         *     before, the newest first.
         */
        CaptureStatus: {
            channel: string;
            event_id: string;
            lead?: string;
            earlier?: string[];
            dead_letter?: components["schemas"]["DeadLetterView"];
        };
        /**
         * Change
         * @description One thing that would have had to be otherwise, of a rep or (rep '') of the lead.
         *
         *     `obstacle` names the one that `without_obstacle` takes away.
         */
        Change: {
            code: string;
            rep: string;
            numbers: {
                [key: string]: number | string;
            };
            /** @enum {string} */
            obstacle?: "chosen" | "chosen_by_hand" | "claimed" | "lacks_skill" | "other_region" | "lower_tier" | "refused_it" | "off_shift" | "offline" | "away" | "busy" | "wrap_up" | "daily_cap" | "paced" | "no_room" | "too_many_open" | "former_owner_first" | "top_tier_first" | "later_turn" | "less_idle" | "later_name" | "rep_first" | "had_it" | "by_hand" | "did_not_claim";
        };
        /**
         * Changed
         * @description One change as the journal has it, less what is nobody's to see.
         *
         *     `former` is who had the lead, `n` a rung's number. What else a kind has is in docs/flow.md.
         */
        Changed: {
            kind: string;
            tenant?: string;
            lead?: string;
            rep?: string;
            former?: string;
            reason?: string;
            episode?: number;
            n?: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * Changes
         * @description What an event `changes` tells: the changes of one entry of the journal, and its instant.
         */
        Changes: {
            at_ms: number;
            changes: components["schemas"]["Changed"][];
        };
        /**
         * ClaimBody
         * @description Nothing but the action's id.
         */
        ClaimBody: {
            /** @default null */
            action_id?: string | null;
        };
        /**
         * Contact
         * @description How to reach the person; at least one of phone, wechat, open_id and email.
         */
        Contact: {
            /** @default null */
            phone?: string | null;
            /** @default null */
            wechat?: string | null;
            /** @default null */
            open_id?: string | null;
            /** @default null */
            email?: string | null;
            /** @default null */
            name?: string | null;
        };
        /**
         * Conversion
         * @description How many leads were won.
         */
        Conversion: {
            /** @description leads captured */
            leads: number;
            /** @description those of them that were won */
            won: number;
            /** @description won / captured */
            rate?: number;
        };
        /**
         * Curve
         * @description A lead's score over time, up to an instant.
         */
        Curve: {
            lead: string;
            points: components["schemas"]["CurvePoint"][];
            /** @description the pool's threshold of hot, in points */
            hot: number;
            /** @description the pool's threshold of high intent, in points */
            high_intent: number;
            /** @description from then on the score stands still, if nothing comes */
            freezes_at_ms: number;
            /** @description whether that lies behind */
            frozen: boolean;
            /** @description how the score moved since the last event, told from these points */
            en: string;
            /** @description the same in Chinese */
            zh: string;
        };
        /**
         * CurvePoint
         * @description A point of a lead's score over time; between two points it runs straight.
         */
        CurvePoint: {
            at_ms: number;
            /** @description in points, 0..100 */
            score: number;
            /** @description captured, merged, joined or rescored: what moved it here; before: the score right before such an event; froze: freshness reached 0; now: the end of the curve */
            kind: string;
            /** @description of a capture */
            channel?: string;
            /** @description signals that came */
            signals: components["schemas"]["CurveSignal"][];
            /** @description the version, where one scored it anew */
            policy?: string;
        };
        /**
         * CurveSignal
         * @description A signal that moved a curve.
         */
        CurveSignal: {
            signal: string;
            value: number;
            /** @description its instant */
            at: number;
        };
        /**
         * DeadLetterView
         * @description Why a capture was put with the dead letters; `offset` names the letter there.
         *
         *     `state` is `waiting`, or `taken` or `replayed` when it is being sent back or was. `at_ms` is of
         *     the machine's clock.
         */
        DeadLetterView: {
            offset: number;
            reason: string;
            meaning: string;
            detail: string;
            state: string;
            at_ms: number;
        };
        /**
         * Decision
         * @description A lead went to a rep. `why` is the journal's own reason, or `claimed`; `score` micropoints.
         *
         *     `seq` and `place` name the change in the journal. `ended_by` says how the assignment ended,
         *     null while it is live and for a claim. `by` and `reason` are a supervisor's, `over` is what
         *     they overruled and `replaced` are the leads that made way.
         */
        Decision: {
            /** @enum {string} */
            kind: "assigned" | "claimed";
            seq: number;
            place: number;
            at_ms: number;
            episode: number;
            pool: string;
            rep: string;
            name: string;
            why: string;
            score?: number;
            by?: string;
            reason?: string;
            over: ("offline" | "away" | "off_shift" | "wrap_up" | "no_room" | "too_many_open")[];
            replaced: string[];
            ended_by?: string;
            considered: components["schemas"]["Verdict"][];
            otherwise: components["schemas"]["Otherwise"];
            en: string;
            zh: string;
        };
        /**
         * Decisions
         * @description Each decision about a lead with its reasons, oldest first.
         */
        Decisions: {
            lead: string;
            decisions: components["schemas"]["Decision"][];
        };
        /**
         * DeclineBody
         * @description Why the rep does not take it.
         */
        DeclineBody: {
            /** @default null */
            action_id?: string | null;
            /** @default null */
            done_at_ms?: number | null;
            /** @default  */
            reason?: string;
        };
        /**
         * DeclineReason
         * @description One reason that a rep may choose, as their page shows it.
         */
        DeclineReason: {
            code: string;
            en: string;
            zh: string;
        };
        /**
         * Desk
         * @description All that a rep works with now: the same as the snapshot of their events.
         *
         *     `claimable` are the leads of their pools that are open to any idle rep, `recently_closed` those
         *     whose outcome they may still take back, the newest first, `decline_reasons` what the policy lets
         *     them choose from, `labels` what it calls things. `at_ms` is the shard's time and `speed` its
         *     pace, so that a page can count down to a deadline, and say when something was done.
         */
        Desk: {
            rep: components["schemas"]["RepView"];
            assignments: components["schemas"]["HeldLead"][];
            leads: components["schemas"]["HeldLead"][];
            claimable: components["schemas"]["LeadView"][];
            recently_closed: components["schemas"]["LeadView"][];
            decline_reasons: components["schemas"]["DeclineReason"][];
            labels: components["schemas"]["Labels"];
            at_ms: number;
            speed: number;
        };
        /**
         * Done
         * @description An action took place, by the journal's word. `contact` is in full, for the holder alone.
         */
        Done: {
            action_id: string;
            lead?: string;
            rep?: string;
            epoch?: string;
            assignment?: string;
            presence?: string;
            subscription?: string;
            contact?: components["schemas"]["FullContact"];
        };
        /**
         * Escalations
         * @description The rungs that fired last, 50 at most, oldest first.
         *
         *     `reach` tells how far they go: `whole`, however old they are; `filling`, while this gateway
         *     reads the journal into its read store; `since_start`, where it keeps none.
         */
        Escalations: {
            escalations: components["schemas"]["RungView"][];
            /** @enum {string} */
            reach: "whole" | "filling" | "since_start";
        };
        /**
         * Explained
         * @description Why a lead has its score, what happened with it, and for the board who got it and why.
         *
         *     `history` is told to the board and to the rep who has it, `uncounted` are attributes that count
         *     nothing though they were meant to. `waiting` is null for a lead that does not wait, and for a
         *     rep; `decisions` are null for a rep, and where no read store is kept.
         */
        Explained: {
            lead: components["schemas"]["LeadView"];
            policy: string;
            weights: {
                [key: string]: number;
            };
            points: {
                [key: string]: number;
            };
            heat: {
                [key: string]: number;
            };
            signals: components["schemas"]["SignalView"][];
            at_last_event: components["schemas"]["ScoreParts"];
            last_event: string;
            last_event_at_ms: number;
            why: components["schemas"]["Sentence"];
            history: components["schemas"]["HistoryEntry"][];
            uncounted: components["schemas"]["UncountedView"][];
            waiting?: components["schemas"]["Waiting"];
            decisions?: components["schemas"]["Decision"][];
        };
        /**
         * FirstTouch
         * @description From a lead's first capture to the first contact that a rep recorded; of a rep, from the
         *     assignment to them.
         */
        FirstTouch: {
            /** @description leads with a contact */
            touched: number;
            /** @description median, nearest rank, in seconds */
            p50_s?: number;
            /** @description nine of ten are at most this, in seconds */
            p90_s?: number;
            /** @description median of the time in which the pool was open */
            open_p50_s?: number;
            /** @description nine of ten waited at most this while it was */
            open_p90_s?: number;
        };
        /**
         * FullContact
         * @description How to reach the person: in full, and only for the rep who acknowledged the lead.
         */
        FullContact: {
            phone?: string;
            wechat?: string;
            open_id?: string;
            email?: string;
            name?: string;
        };
        /**
         * HandOverBody
         * @description Who shall have the lead, and why.
         *
         *     `epoch` is the one under which the lead was seen, empty when it waited: one that has moved on
         *     since is left alone.
         */
        HandOverBody: {
            /** @default null */
            action_id?: string | null;
            /** @default  */
            reason?: string;
            /**
             * @default refuse
             * @enum {string}
             */
            without_room?: "refuse" | "over" | "replace";
            rep: string;
            /** @default null */
            epoch?: string | null;
        };
        /**
         * HandOverWays
         * @description How a supervisor may give a rep a lead now: the values of `without_room` that work.
         *
         *     `refused` is what stands against a plain hand-over, null when nothing does; the ways are none
         *     for who is offline, since nothing would ring.
         */
        HandOverWays: {
            /** @enum {string} */
            refused?: "offline" | "away" | "off_shift" | "wrap_up" | "no_room" | "too_many_open";
            ways: ("refuse" | "over" | "replace")[];
        };
        /**
         * Health
         * @description `ok`, or what is missing.
         */
        Health: {
            status: string;
            missing: string[];
        };
        /**
         * Heatmap
         * @description Response times by hour and weekday of the first capture; hours without leads left out.
         */
        Heatmap: {
            from_ms: number;
            to_ms: number;
            zone: string;
            cells: components["schemas"]["HeatmapCell"][];
        };
        /**
         * HeatmapCell
         * @description The leads first captured in one hour of one weekday.
         */
        HeatmapCell: {
            /** @description 0 is Monday */
            weekday: number;
            hour: number;
            leads: number;
            touched: number;
            /** @description median time to the first contact, in seconds */
            p50_s?: number;
            /** @description the same of the time in which the pool was open */
            open_p50_s?: number;
            /** @description whether it is of too few contacts to go by */
            few: boolean;
        };
        /**
         * HeldLead
         * @description A lead that a rep has, with its contact in full once they acknowledged it.
         *
         *     Before that `customer` is the first sign of the name. `note` is the newest one, as journalled;
         *     `had_by` are the names of the reps who took the lead before, in order.
         */
        HeldLead: {
            lead: string;
            tenant: string;
            pool: string;
            channel: string;
            /** @enum {string} */
            state: "new" | "waiting" | "assigned" | "acknowledged" | "closed";
            masked: string;
            customer?: string;
            parts: components["schemas"]["ScoreParts"];
            attributes: {
                [key: string]: string;
            };
            episode: number;
            test: boolean;
            created_at_ms: number;
            captured_at_ms: number;
            waiting_since_ms: number;
            hot_at_ms?: number;
            high: boolean;
            rung: number;
            open: boolean;
            reminded: boolean;
            holder?: string;
            assignment?: string;
            epoch?: string;
            assigned_at_ms?: number;
            expires_at_ms?: number;
            next_rung_at_ms?: number;
            acknowledged_at_ms?: number;
            contacted_at_ms?: number;
            reopens_at_ms?: number;
            next_at_ms?: number;
            outcome?: string;
            closed_at_ms?: number;
            closed_by?: string;
            undo_until_ms?: number;
            contact?: components["schemas"]["FullContact"];
            note?: string;
            had_by: string[];
        };
        /**
         * HistoryEntry
         * @description One thing that happened with a lead; what does not belong to its kind is null.
         *
         *     `en` and `zh` tell it; a `{name}` in them that stands in `times` is an instant to be written in
         *     the reader's zone. `kind` is the journal's, or `signal`. `note` is as journalled, so numbers in
         *     it are masked; `value` is a signal's, `missed` counts misses in a row, `to` is who had it
         *     from a rung, or whom a notice was for; `name` and `does` are a rung's. `at_ms` is when it was
         *     done, `entered_at_ms` when that was told, if more than 10 minutes later; `over` is what a
         *     supervisor's choice overruled.
         */
        HistoryEntry: {
            at_ms: number;
            entered_at_ms?: number;
            kind: string;
            en: string;
            zh: string;
            times: {
                [key: string]: number;
            };
            rep?: string;
            rep_name?: string;
            channel?: string;
            signal?: string;
            value?: number;
            note?: string;
            outcome?: string;
            reason?: string;
            next_at_ms?: number;
            by?: string;
            why?: string;
            missed?: number;
            name?: string;
            does?: string;
            to?: string;
            via?: string;
            result?: string;
            over?: ("offline" | "away" | "off_shift" | "wrap_up" | "no_room" | "too_many_open")[];
            /** @description in points, 0..100 */
            score?: number;
        };
        /**
         * Kpis
         * @description The KPIs of the leads whose first capture lies in [from_ms, to_ms).
         */
        Kpis: {
            from_ms: number;
            to_ms: number;
            /** @description instant of the newest change that is counted; 0 for none */
            as_of_ms: number;
            total: components["schemas"]["Measures"];
            /** @enum {string} */
            by?: "channel" | "pool" | "rep";
            slices: components["schemas"]["Slice"][];
        };
        /**
         * Labels
         * @description Words by name. What has none is called by its name, made readable.
         */
        Labels: {
            attributes: {
                [key: string]: components["schemas"]["AttributeWords"];
            };
            signals: {
                [key: string]: components["schemas"]["Words"];
            };
            pools: {
                [key: string]: components["schemas"]["Words"];
            };
            rungs: {
                [key: string]: components["schemas"]["Words"];
            };
        };
        /**
         * LeadHistory
         * @description What happened with a lead, oldest first.
         */
        LeadHistory: {
            lead: string;
            entries: components["schemas"]["HistoryEntry"][];
        };
        /**
         * LeadView
         * @description One lead as it stands.
         *
         *     `assignment` and `epoch` are there while a rep has it; `hot_at_ms` once it is hot, `high` while
         *     its score is high intent by its pool's policy, `rung` how many rungs have fired since; `open`
         *     tells that any idle rep may claim it, `reminded` that a rung asked for the strong reminder, so
         *     the holder's phone rings until they act. `customer` is the name, for those at the board: a
         *     viewer is shown its first sign alone. Of a closed lead `closed_by` recorded the outcome, and
         *     until `undo_until_ms` they may take it back under `epoch`.
         */
        LeadView: {
            lead: string;
            tenant: string;
            pool: string;
            channel: string;
            /** @enum {string} */
            state: "new" | "waiting" | "assigned" | "acknowledged" | "closed";
            masked: string;
            customer?: string;
            parts: components["schemas"]["ScoreParts"];
            attributes: {
                [key: string]: string;
            };
            episode: number;
            test: boolean;
            created_at_ms: number;
            captured_at_ms: number;
            waiting_since_ms: number;
            hot_at_ms?: number;
            high: boolean;
            rung: number;
            open: boolean;
            reminded: boolean;
            holder?: string;
            assignment?: string;
            epoch?: string;
            assigned_at_ms?: number;
            expires_at_ms?: number;
            next_rung_at_ms?: number;
            acknowledged_at_ms?: number;
            contacted_at_ms?: number;
            reopens_at_ms?: number;
            next_at_ms?: number;
            outcome?: string;
            closed_at_ms?: number;
            closed_by?: string;
            undo_until_ms?: number;
        };
        /**
         * Leads
         * @description The leads that a rep acknowledged and that are not closed, the oldest first.
         */
        Leads: {
            leads: components["schemas"]["HeldLead"][];
        };
        /**
         * LoginBody
         * @description A login code, as the command line gave it.
         */
        LoginBody: {
            code: string;
        };
        /**
         * LoginCode
         * @description A login code, the link that logs in with it, and the link's QR code.
         *
         *     `qr` is a row of modules a line, `1` for dark, without the quiet zone. The code holds until
         *     `expires_at_ms` of the real clock, and works once.
         */
        LoginCode: {
            code: string;
            link: string;
            expires_at_ms: number;
            qr: string[];
        };
        /**
         * LoginCodeBody
         * @description Where the phone reaches the gateway, unless HOTLEAD_PUBLIC_URL says it.
         */
        LoginCodeBody: {
            /** @default null */
            origin?: string | null;
        };
        /**
         * Measures
         * @description The KPIs of some leads.
         */
        Measures: {
            /** @description leads; one that comes back after its end counts anew */
            leads: number;
            /** @description their captures */
            captures: number;
            first_touch: components["schemas"]["FirstTouch"];
            /** @description share of leads with a contact within 24 h of the first capture */
            followed_up_24h?: number;
            /** @description share of leads with a contact within 24 h in which the pool was open */
            followed_up_24h_open?: number;
            /** @description share of leads that expired, were reassigned or left for no contact, at least once */
            over_time?: number;
            /** @description share of leads that did so while the pool was open, at least once */
            over_time_open?: number;
            /** @description hot clocks that started */
            hot: number;
            /** @description share of them acknowledged within 15 min of the start */
            hot_acknowledged_15min?: number;
            conversion: components["schemas"]["Conversion"];
            /** @description of leads that reached the pool's high_intent */
            high_intent: components["schemas"]["Conversion"];
            /** @description assignments beyond the first of an episode, a lead */
            repeated_dispatches?: number;
            /** @description of all captures, in the policy's currency */
            cost?: number;
            /** @description cost / leads */
            cost_lead?: number;
            /** @description cost / leads won */
            cost_won?: number;
            /** @description largest deviation of a rep's share of a pool's assignments from the share of their weight, in points of percent */
            unfairness?: number;
            /** @description what each figure that is there is counted from, by its name; first_touch_p50 and first_touch_p90 among them */
            bases: {
                [key: string]: components["schemas"]["Basis"];
            };
        };
        /**
         * Opened
         * @description A session. The same token is in the cookie.
         */
        Opened: {
            token: string;
            /** @enum {string} */
            role: "rep" | "supervisor" | "viewer";
            tenant: string;
            id: string;
            expires_at_ms: number;
        };
        /**
         * Otherwise
         * @description The smallest change that would have sent the lead elsewhere: to `rep`, or (null) nowhere.
         */
        Otherwise: {
            rep?: string;
            name?: string;
            stays: boolean;
            changes: components["schemas"]["Change"][];
            en: string;
            zh: string;
        };
        /**
         * OverTime
         * @description The leads that `over_time` counts, by their first capture in [from_ms, to_ms).
         */
        OverTime: {
            from_ms: number;
            to_ms: number;
            leads: components["schemas"]["OverTimeLead"][];
        };
        /**
         * OverTimeLead
         * @description A lead that went over time, and the last time that it did.
         */
        OverTimeLead: {
            lead: string;
            /** @description of the first capture */
            channel: string;
            pool: string;
            /** @description first capture, the source's instant */
            captured_at_ms: number;
            /** @description who had it, the last time */
            rep: string;
            /** @description expired, reassigned or no_contact, the last time */
            happened: string;
            /** @description when, the last time */
            at_ms: number;
            /** @description how often in all */
            times: number;
            /** @description first contact that was recorded */
            first_touch_at_ms?: number;
        };
        /**
         * PastEscalation
         * @description A rung that fired.
         */
        PastEscalation: {
            at_ms: number;
            lead: string;
            pool: string;
            /** @description of the rung */
            name: string;
            /** @description its number on the ladder, from 1 */
            n: number;
            /** @description how long after it fell due, in seconds of the day's clock */
            late_s: number;
            /** @description who had the lead then; null when nobody */
            rep?: string;
            /** @description whether it moved the lead to another rep */
            moved: boolean;
            /** @description first acknowledgement of the episode from then on */
            acknowledged_at_ms?: number;
        };
        /**
         * PastEscalations
         * @description The rungs that fired in [from_ms, to_ms), oldest first.
         */
        PastEscalations: {
            from_ms: number;
            to_ms: number;
            escalations: components["schemas"]["PastEscalation"][];
        };
        /**
         * PoolView
         * @description One pool of the tenant: what waits in it, and who may serve it.
         *
         *     `hot` counts waiting leads whose hot clock runs, `hot_ringing` those that ring at a rep. Of
         *     both, `hottest` is the one whose clock has run longest, from `hot_at_ms` on. The lead that has
         *     waited longest does so since `oldest_since_ms`. `idle` counts reps
         *     who are idle and reachable, `free` those of them who can take a lead now. Nobody serves the pool
         *     since `unserved_since_ms`, where that was told.
         */
        PoolView: {
            pool: string;
            waiting: number;
            hot: number;
            hot_ringing: number;
            hottest?: string;
            hot_at_ms?: number;
            oldest_wait_s: number;
            oldest_since_ms?: number;
            reps: number;
            idle: number;
            free: number;
            unserved_since_ms?: number;
        };
        /**
         * Pools
         * @description Every pool at a glance.
         */
        Pools: {
            pools: components["schemas"]["PoolView"][];
        };
        /**
         * PresenceBody
         * @description The presence that the rep sets.
         */
        PresenceBody: {
            /** @default null */
            action_id?: string | null;
            /** @enum {string} */
            presence: "idle" | "busy" | "away";
        };
        /**
         * Problem
         * @description One field at fault: where it is (`$.hours.days`), and the mend.
         */
        Problem: {
            at: string;
            problem: string;
        };
        /**
         * PushKey
         * @description The key that a browser subscribes with: the gateway's VAPID key (RFC 8292), base64url.
         */
        PushKey: {
            key: string;
        };
        /**
         * PushKeys
         * @description What a browser gives to encrypt for it: base64url, as PushSubscription.toJSON has it.
         */
        PushKeys: {
            p256dh: string;
            auth: string;
        };
        /**
         * Queue
         * @description What waits, the next to go first: some rows from `offset` on, of `total`.
         */
        Queue: {
            leads: components["schemas"]["QueueRow"][];
            total: number;
            offset: number;
        };
        /**
         * QueueRow
         * @description One waiting lead; `place` 1 is the next to be assigned to a rep who may serve it.
         *
         *     `customer` is the name, of which a viewer is shown the first sign alone.
         */
        QueueRow: {
            place: number;
            lead: string;
            pool: string;
            channel: string;
            masked: string;
            customer?: string;
            attributes: {
                [key: string]: string;
            };
            score: number;
            waited_s: number;
            age_s: number;
            overdue: boolean;
            hot_at_ms?: number;
            rung: number;
            asks: string[];
            refused_by: string[];
        };
        /**
         * ReadyBody
         * @description Nothing but its id.
         */
        ReadyBody: {
            /** @default null */
            action_id?: string | null;
        };
        /**
         * ReceiptBody
         * @description Which lead the notice was about.
         */
        ReceiptBody: {
            lead: string;
        };
        /**
         * Refused
         * @description Why not. `error` is for programs, `message` says what to do.
         *
         *     `holder`, `holder_name` and `state` tell who has a lead and how it stands, `problems` name
         *     fields at fault.
         */
        Refused: {
            error: string;
            message: string;
            action_id?: string;
            holder?: string;
            holder_name?: string;
            state?: string;
            problems?: components["schemas"]["Problem"][];
        };
        /**
         * ReleaseBody
         * @description The epoch under which the rep holds the lead.
         */
        ReleaseBody: {
            /** @default null */
            action_id?: string | null;
            /** @default null */
            done_at_ms?: number | null;
            epoch: string;
        };
        /**
         * ReopenBody
         * @description Why a closed lead is reopened, and which rep shall have it; its pool when none is named.
         */
        ReopenBody: {
            /** @default null */
            action_id?: string | null;
            reason: string;
            /**
             * @default refuse
             * @enum {string}
             */
            without_room?: "refuse" | "over" | "replace";
            /** @default null */
            rep?: string | null;
        };
        /**
         * RepBody
         * @description A rep as the supervisor wants them from now on, whole, read as people type it.
         */
        RepBody: {
            /** @default null */
            action_id?: string | null;
            /** @default  */
            name?: string;
            pools: string[];
            /** @default [] */
            skills?: string[];
            /** @default [] */
            regions?: string[];
            /** @default 0 */
            tier?: number;
            /** @default 1 */
            weight?: number;
            /** @default 1 */
            capacity?: number;
            /** @default null */
            daily_cap?: number | null;
            /**
             * @default {
             *       "zone": "Asia/Shanghai",
             *       "days": {},
             *       "closed": []
             *     }
             */
            hours?: components["schemas"]["WorkingHours-Input"];
        };
        /**
         * RepView
         * @description One rep: what they may serve, whether they are there, and how much they have. `open_leads`
         *     counts what rings at them and what they took and have not closed.
         *
         *     `presence_why` is `missed` when the system set them away for missing too many assignments.
         *     `offline_at_ms` and `online_at_ms` are when they were last found unreachable, and reachable
         *     again; `pushes` is on how many phones they take pushes. Who wraps up a contact does so until
         *     `wrap_until_ms`: no other lead rings before that.
         */
        RepView: {
            rep: string;
            name: string;
            pools: string[];
            skills: string[];
            regions: string[];
            tier: number;
            weight: number;
            capacity: number;
            /** @enum {string} */
            presence: "idle" | "busy" | "away" | "offline";
            /** @enum {string} */
            presence_set: "idle" | "busy" | "away";
            presence_why: string;
            on_shift: boolean;
            free: boolean;
            room: number;
            live: number;
            uncontacted: number;
            open_leads: number;
            open_leads_max?: number;
            today: number;
            missed_in_a_row: number;
            offline_at_ms?: number;
            online_at_ms?: number;
            wrap_until_ms?: number;
            assigned_at_ms?: number;
            pushes: number;
            daily_cap?: number;
            hours: components["schemas"]["WorkingHours-Output"];
        };
        /**
         * RevealBody
         * @description Why the number is needed.
         */
        RevealBody: {
            /** @default null */
            action_id?: string | null;
            reason: string;
        };
        /**
         * Ringing
         * @description A lead that rings at a rep and is not taken yet; `customer` as in a row of the queue.
         */
        Ringing: {
            lead: string;
            masked: string;
            customer?: string;
            score: number;
            hot_at_ms?: number;
            assigned_at_ms: number;
        };
        /**
         * RungView
         * @description One rung that fired: what it did then, and how its lead stands now.
         *
         *     `rep` had the lead then, `holder` has it now, under `epoch`. `answered` tells that a rep took
         *     the lead since, or that it was closed; what returns by a release is open again. `customer` is
         *     the person's name, of which a viewer is shown the first sign alone. `n` is 0 for the step of the
         *     slower ladder, which leads that are not hot have. `does` is what it was to do by the ladder;
         *     `en` and `zh` tell what it did.
         */
        RungView: {
            at_ms: number;
            lead: string;
            pool: string;
            masked: string;
            customer?: string;
            episode: number;
            n: number;
            name: string;
            does: string[];
            en: string;
            zh: string;
            score: number;
            rep?: string;
            /** @enum {string} */
            state: "new" | "waiting" | "assigned" | "acknowledged" | "closed";
            holder?: string;
            epoch?: string;
            answered: boolean;
        };
        /**
         * ScoreParts
         * @description The three parts of a score, each in 0..100, and the score they give.
         */
        ScoreParts: {
            score: number;
            profile: number;
            heat: number;
            freshness: number;
        };
        /**
         * Sentence
         * @description The same sentence in two languages.
         */
        Sentence: {
            en: string;
            zh: string;
        };
        /**
         * Signal
         * @description One event of a person's behaviour, joined to a lead by the visitor's id.
         */
        Signal: {
            event_id: string;
            /** @default null */
            occurred_at?: string | null;
            visitor_id: string;
            kind: string;
            /** @default 1 */
            value?: number;
            /** @default main */
            tenant?: string;
        };
        /**
         * SignalView
         * @description One signal behind a lead's heat; `points` is null when the policy gave nothing.
         */
        SignalView: {
            signal: string;
            value: number;
            at_ms: number;
            points?: number;
        };
        /**
         * Slice
         * @description The KPIs of one channel, pool or rep.
         */
        Slice: {
            name: string;
            measures: components["schemas"]["Measures"];
        };
        /**
         * Staff
         * @description Who is at the board, by id.
         */
        Staff: {
            staff: components["schemas"]["StaffView"][];
        };
        /**
         * StaffBody
         * @description Somebody at the board as they shall be from now on, whole.
         */
        StaffBody: {
            /** @default null */
            action_id?: string | null;
            /** @default  */
            name?: string;
            /** @enum {string} */
            role: "supervisor" | "viewer";
            /** @default true */
            active?: boolean;
        };
        /**
         * StaffView
         * @description Somebody at the board. A supervisor may act, a viewer look; who is not active is out.
         */
        StaffView: {
            id: string;
            name: string;
            /** @enum {string} */
            role: "supervisor" | "viewer";
            active: boolean;
        };
        /**
         * Stats
         * @description The counts of one tenant; `imbalance` is 0 at any quiet moment.
         *
         *     The lead that has waited longest does so since `oldest_since_ms`.
         *     `rungs_overdue` counts those of the tenant's whole shard, 1,000 at most.
         */
        Stats: {
            captured: number;
            merged: number;
            waiting: number;
            assigned: number;
            acknowledged: number;
            closed: number;
            imbalance: number;
            oldest_wait_s: number;
            oldest_since_ms?: number;
            rungs_overdue: number;
            reps: {
                [key: string]: number;
            };
            reps_free: number;
            policy: string;
            at_ms: number;
        };
        /**
         * SubscriptionBody
         * @description A browser's push subscription (W3C Push API), and whatever else the browser says of it.
         */
        SubscriptionBody: {
            /** @default null */
            action_id?: string | null;
            endpoint: string;
            keys: components["schemas"]["PushKeys"];
        };
        /**
         * Team
         * @description All reps of the tenant.
         */
        Team: {
            reps: components["schemas"]["TeamRep"][];
        };
        /**
         * TeamRep
         * @description One rep as the board sees them: with what rings there, the first to make way first.
         */
        TeamRep: {
            rep: string;
            name: string;
            pools: string[];
            skills: string[];
            regions: string[];
            tier: number;
            weight: number;
            capacity: number;
            /** @enum {string} */
            presence: "idle" | "busy" | "away" | "offline";
            /** @enum {string} */
            presence_set: "idle" | "busy" | "away";
            presence_why: string;
            on_shift: boolean;
            free: boolean;
            room: number;
            live: number;
            uncontacted: number;
            open_leads: number;
            open_leads_max?: number;
            today: number;
            missed_in_a_row: number;
            offline_at_ms?: number;
            online_at_ms?: number;
            wrap_until_ms?: number;
            assigned_at_ms?: number;
            pushes: number;
            daily_cap?: number;
            hours: components["schemas"]["WorkingHours-Output"];
            ringing: components["schemas"]["Ringing"][];
            hand_over: components["schemas"]["HandOverWays"];
        };
        /**
         * Tried
         * @description What the push service said of a trial: only the phone can tell that it came.
         */
        Tried: {
            /** @enum {string} */
            result: "accepted" | "refused" | "unanswered" | "gone";
        };
        /**
         * UncountedView
         * @description An attribute that counts 0, with the number to send instead where one can be read.
         */
        UncountedView: {
            name: string;
            value: string;
            /** @enum {string} */
            code: "no_number" | "no_points" | "other_name";
            number?: string;
            en: string;
            zh: string;
        };
        /**
         * UndoBody
         * @description The epoch under which the rep recorded the outcome.
         */
        UndoBody: {
            /** @default null */
            action_id?: string | null;
            /** @default null */
            done_at_ms?: number | null;
            epoch: string;
        };
        /**
         * Verdict
         * @description One rep of the pool: why they got the lead or did not, as a code with numbers and in words.
         *
         *     `obstacles` are the codes of all that stood in the way; empty for who was free and fit.
         */
        Verdict: {
            rep: string;
            name: string;
            /** @enum {string} */
            code: "chosen" | "chosen_by_hand" | "claimed" | "lacks_skill" | "other_region" | "lower_tier" | "refused_it" | "off_shift" | "offline" | "away" | "busy" | "wrap_up" | "daily_cap" | "paced" | "no_room" | "too_many_open" | "former_owner_first" | "top_tier_first" | "later_turn" | "less_idle" | "later_name" | "rep_first" | "had_it" | "by_hand" | "did_not_claim";
            numbers: {
                [key: string]: number | string;
            };
            obstacles: ("chosen" | "chosen_by_hand" | "claimed" | "lacks_skill" | "other_region" | "lower_tier" | "refused_it" | "off_shift" | "offline" | "away" | "busy" | "wrap_up" | "daily_cap" | "paced" | "no_room" | "too_many_open" | "former_owner_first" | "top_tier_first" | "later_turn" | "less_idle" | "later_name" | "rep_first" | "had_it" | "by_hand" | "did_not_claim")[];
            en: string;
            zh: string;
        };
        /**
         * Waiting
         * @description Why nobody has a lead that waits: `code` for programs, `hindered` counts reps by what keeps
         *     each; `{names}` of the sentences that stand in `times` are instants (UTC ms).
         */
        Waiting: {
            code: string;
            en: string;
            zh: string;
            times: {
                [key: string]: number;
            };
            hindered: {
                [key: string]: number;
            };
            place?: number;
        };
        /**
         * Warned
         * @description What an event that was taken probably meant otherwise: a field, a kind, an attribute.
         */
        Warned: {
            at: string;
            warning: string;
        };
        /**
         * Words
         * @description What something is called, in both languages.
         */
        Words: {
            en: string;
            zh: string;
        };
        /**
         * WorkingHours
         * @description When a rep works, or a pool is open: local times of day by weekday.
         *
         *     `days` maps a weekday (0 is Monday) to spans like "09:00-18:00"; a span may end at "24:00", or
         *     after midnight ("21:00-02:00"), and then belongs to the day on which it begins. An empty `days`
         *     means always.
         *     `calendar` names the holidays and make-up workdays of a country ("cn", "de-by"), on which nobody
         *     and everybody works. `closed` lists dates ("2026-02-17") on which nobody works, `dates` maps
         *     dates to spans of their own; both win over the calendar and the weekday.
         *     Spans and dates are read as people type them (typed.py).
         */
        "WorkingHours-Input": {
            /** @default Asia/Shanghai */
            zone?: string;
            days?: {
                [key: string]: string[];
            };
            /** @default [] */
            closed?: string[];
            /** @default null */
            calendar?: string | null;
            dates?: {
                [key: string]: string[];
            };
        };
        /**
         * WorkingHours
         * @description When a rep works, or a pool is open: local times of day by weekday.
         *
         *     `days` maps a weekday (0 is Monday) to spans like "09:00-18:00"; a span may end at "24:00", or
         *     after midnight ("21:00-02:00"), and then belongs to the day on which it begins. An empty `days`
         *     means always.
         *     `calendar` names the holidays and make-up workdays of a country ("cn", "de-by"), on which nobody
         *     and everybody works. `closed` lists dates ("2026-02-17") on which nobody works, `dates` maps
         *     dates to spans of their own; both win over the calendar and the weekday.
         *     Spans and dates are read as people type them (typed.py).
         */
        "WorkingHours-Output": {
            zone: string;
            days: {
                [key: string]: string[];
            };
            closed: string[];
            calendar?: string;
            dates?: {
                [key: string]: string[];
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Accepted = components['schemas']['Accepted'];
export type AcknowledgeBody = components['schemas']['AcknowledgeBody'];
export type ActivityBody = components['schemas']['ActivityBody'];
export type Assignments = components['schemas']['Assignments'];
export type AttributeWords = components['schemas']['AttributeWords'];
export type Basis = components['schemas']['Basis'];
export type Board = components['schemas']['Board'];
export type Caller = components['schemas']['Caller'];
export type Capture = components['schemas']['Capture'];
export type CaptureStatus = components['schemas']['CaptureStatus'];
export type Change = components['schemas']['Change'];
export type Changed = components['schemas']['Changed'];
export type Changes = components['schemas']['Changes'];
export type ClaimBody = components['schemas']['ClaimBody'];
export type Contact = components['schemas']['Contact'];
export type Conversion = components['schemas']['Conversion'];
export type Curve = components['schemas']['Curve'];
export type CurvePoint = components['schemas']['CurvePoint'];
export type CurveSignal = components['schemas']['CurveSignal'];
export type DeadLetterView = components['schemas']['DeadLetterView'];
export type Decision = components['schemas']['Decision'];
export type Decisions = components['schemas']['Decisions'];
export type DeclineBody = components['schemas']['DeclineBody'];
export type DeclineReason = components['schemas']['DeclineReason'];
export type Desk = components['schemas']['Desk'];
export type Done = components['schemas']['Done'];
export type Escalations = components['schemas']['Escalations'];
export type Explained = components['schemas']['Explained'];
export type FirstTouch = components['schemas']['FirstTouch'];
export type FullContact = components['schemas']['FullContact'];
export type HandOverBody = components['schemas']['HandOverBody'];
export type HandOverWays = components['schemas']['HandOverWays'];
export type Health = components['schemas']['Health'];
export type Heatmap = components['schemas']['Heatmap'];
export type HeatmapCell = components['schemas']['HeatmapCell'];
export type HeldLead = components['schemas']['HeldLead'];
export type HistoryEntry = components['schemas']['HistoryEntry'];
export type Kpis = components['schemas']['Kpis'];
export type Labels = components['schemas']['Labels'];
export type LeadHistory = components['schemas']['LeadHistory'];
export type LeadView = components['schemas']['LeadView'];
export type Leads = components['schemas']['Leads'];
export type LoginBody = components['schemas']['LoginBody'];
export type LoginCode = components['schemas']['LoginCode'];
export type LoginCodeBody = components['schemas']['LoginCodeBody'];
export type Measures = components['schemas']['Measures'];
export type Opened = components['schemas']['Opened'];
export type Otherwise = components['schemas']['Otherwise'];
export type OverTime = components['schemas']['OverTime'];
export type OverTimeLead = components['schemas']['OverTimeLead'];
export type PastEscalation = components['schemas']['PastEscalation'];
export type PastEscalations = components['schemas']['PastEscalations'];
export type PoolView = components['schemas']['PoolView'];
export type Pools = components['schemas']['Pools'];
export type PresenceBody = components['schemas']['PresenceBody'];
export type Problem = components['schemas']['Problem'];
export type PushKey = components['schemas']['PushKey'];
export type PushKeys = components['schemas']['PushKeys'];
export type Queue = components['schemas']['Queue'];
export type QueueRow = components['schemas']['QueueRow'];
export type ReadyBody = components['schemas']['ReadyBody'];
export type ReceiptBody = components['schemas']['ReceiptBody'];
export type Refused = components['schemas']['Refused'];
export type ReleaseBody = components['schemas']['ReleaseBody'];
export type ReopenBody = components['schemas']['ReopenBody'];
export type RepBody = components['schemas']['RepBody'];
export type RepView = components['schemas']['RepView'];
export type RevealBody = components['schemas']['RevealBody'];
export type Ringing = components['schemas']['Ringing'];
export type RungView = components['schemas']['RungView'];
export type ScoreParts = components['schemas']['ScoreParts'];
export type Sentence = components['schemas']['Sentence'];
export type Signal = components['schemas']['Signal'];
export type SignalView = components['schemas']['SignalView'];
export type Slice = components['schemas']['Slice'];
export type Staff = components['schemas']['Staff'];
export type StaffBody = components['schemas']['StaffBody'];
export type StaffView = components['schemas']['StaffView'];
export type Stats = components['schemas']['Stats'];
export type SubscriptionBody = components['schemas']['SubscriptionBody'];
export type Team = components['schemas']['Team'];
export type TeamRep = components['schemas']['TeamRep'];
export type Tried = components['schemas']['Tried'];
export type UncountedView = components['schemas']['UncountedView'];
export type UndoBody = components['schemas']['UndoBody'];
export type Verdict = components['schemas']['Verdict'];
export type Waiting = components['schemas']['Waiting'];
export type Warned = components['schemas']['Warned'];
export type Words = components['schemas']['Words'];
export type WorkingHoursInput = components['schemas']['WorkingHours-Input'];
export type WorkingHoursOutput = components['schemas']['WorkingHours-Output'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
