"""Every mutant, and the faults that drivers need, as texts of the source that are replaced."""

from typing import Final

from tests.mutants.mutant import Edit, Mutant

TRANSITION: Final = "router/shard/lua/parts/45_transition.lua"
EVOLVE: Final = "router/leads/lua/changes/assignments.lua"
RUNG: Final = "router/leads/lua/transitions/rung.lua"
LOOP: Final = "agents/batches/loop.py"
OWNER: Final = "agents/inbox/owner.py"
TAIL: Final = "router/shard/tail.py"

FAULTS: Final = {
    # Intake stands still in the middle of a batch, in the worker that is told to.
    "dies_in_mid_batch": (
        Edit(
            "agents/intake.py",
            "                kept.append(await self._keep_contact(event))\n",
            "                import os, sys\n"
            '                if event.event_id == os.environ.get("STANDS_STILL_AT"):\n'
            '                    sys.stdout.write("stands still\\n")\n'
            "                    await asyncio.sleep(60)\n"
            "                kept.append(await self._keep_contact(event))\n",
        ),
    ),
}
"""Edits by driver, brought into the mutant's tree and into the unchanged one alike."""

MUTANTS: Final = (
    Mutant(
        "acking before the effect",
        "a batch is acknowledged when it is taken, not when its effects are in Kafka",
        "dies_in_mid_batch",
        (
            Edit(
                LOOP,
                "                error, through = await self._try(batches)\n",
                "                self._acknowledge(batches, None, 0.0)\n"
                "                error, through = await self._try(batches)\n",
            ),
        ),
    ),
    Mutant(
        "a transition without the epoch",
        "an acknowledgement is taken whatever assignment it names",
        "old_epoch",
        (
            Edit(
                "router/leads/lua/transitions/acknowledge.lua",
                "lead.rep == r.rep and lead.epoch == r.epoch",
                "lead.rep == r.rep",
            ),
        ),
    ),
    Mutant(
        "a transition without the generation",
        "an owner that was followed by another still changes state",
        "zombie",
        (
            Edit(
                TRANSITION,
                "  if shard.generation ~= tonumber(generation) then return 'stale' end\n",
                "",
            ),
        ),
    ),
    Mutant(
        "a claim of the shard without the generation",
        "an older opening takes the shard back from a newer one",
        "two_openings",
        (
            Edit(
                "router/shard/lua/open.lua",
                "if f[1] and tonumber(f[1]) > tonumber(ARGV[1]) then return { 'stale' } end\n",
                "",
            ),
        ),
    ),
    Mutant(
        "positions not compared",
        "a record that was taken is taken again; its id is forgotten after 72 h",
        "four_days_later",
        (Edit(TRANSITION, "    if shard.position < shard.next then return 'skipped' end\n", ""),),
    ),
    Mutant(
        "a duplicate not known by its id",
        "an event that a source sends again counts again",
        "sent_again",
        (
            Edit(
                "router/leads/lua/transitions/capture.lua",
                "if held.recalled('c|' .. capture) then return 'duplicate' end\n",
                "",
            ),
        ),
    ),
    Mutant(
        "told before read back",
        "a phone's snapshot does not wait until the journal was read that far",
        "unread_snapshot",
        (
            Edit(
                "router/gateway/answers.py",
                "if moment.seq and not await gateway.tail.reached(shard, moment.seq, VIEW_WAIT_S):",
                "if moment.seq < 0:",
            ),
        ),
    ),
    Mutant(
        "void entries told",
        "a follower hands on whatever entry it reads",
        "lost_branch",
        (
            Edit(
                TAIL,
                "if (entry := one.valid) is not None:",
                "if isinstance(entry := one.record, Entry):",
            ),
        ),
    ),
    Mutant(
        "trim before publish",
        "the outbox forgets what Kafka has not acknowledged yet",
        "send_fails",
        (
            Edit(
                "agents/inbox/publisher.py",
                "        began = monotonic()\n        self.doubt = True\n        try:\n",
                '        await self._store.trim(pending[-1][0], "", -1)\n'
                "        began = monotonic()\n        self.doubt = True\n        try:\n",
            ),
        ),
    ),
    Mutant(
        "a timer that does not wait for the inbox",
        "what is due is acted on when it is seen, before what was sent in time is read",
        "sent_in_time",
        (
            Edit(
                OWNER,
                "            wanted = self._wanted(due)\n",
                "            wanted = False\n"
                "            if self._wanted(due):\n"
                "                await self._fire(due.now_ms, due.real_ms, unread=False)\n",
            ),
        ),
    ),
    Mutant(
        "room not taken",
        "an assignment leaves the rep as free as before",
        "one_rep",
        (Edit(EVOLVE, "live = rep.live + 1, today", "live = rep.live, today"),),
    ),
    Mutant(
        "a rung without its guard",
        "a rung fires whenever it is asked for, due or not",
        "rung_asked_twice",
        (
            Edit(RUNG, "if not timers.is_due(r.member, r.horizon) then return 'early' end\n", ""),
            Edit(RUNG, "if timers.put_off(r, due) then", "if false then"),
        ),
    ),
    Mutant(
        "a fold that counts void entries",
        "a shard made anew holds what never happened",
        "folded_branch",
        (
            Edit(
                "router/shard/valid.py",
                "        entry = judge(chain, offset, raw).valid\n        if entry is not None:\n",
                "        entry = judge(chain, offset, raw).record\n"
                "        if isinstance(entry, Entry):\n",
            ),
            Edit(
                "router/shard/lua/fold.lua",
                "if entry.seq ~= shard.seq + 1 or entry.prev ~= shard.tip then",
                "if false then",
            ),
        ),
    ),
    Mutant(
        "a reader that resumes without its stamp",
        "a follower that starts takes the next entry for valid, whatever it names",
        "late_follower",
        (
            Edit(
                TAIL,
                "            self._expected[shard] = text(known[1])\n"
                "            self._positions[shard] = int(known[0])\n",
                "            self._positions[shard] = int(known[0]) + 1\n",
            ),
            Edit(
                TAIL,
                "        one = judge(self._chains[shard], record.offset, record.value)\n",
                "        first = entry_of(record.value)\n"
                "        if first is not None and not self._chains[shard].seq:\n"
                "            self._chains[shard] = Chain(first.prev, first.seq - 1)\n"
                "        one = judge(self._chains[shard], record.offset, record.value)\n",
            ),
        ),
    ),
)
