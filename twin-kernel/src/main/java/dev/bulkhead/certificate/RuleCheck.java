package dev.bulkhead.certificate;

import dev.bulkhead.system.Rule;

import java.util.List;

/** Holds a configuration against one rule. There is one for each rule, no more. */
sealed interface RuleCheck
        permits WritersApart,
                NothingOverlaps,
                OneOwner,
                Encodable,
                NothingCut,
                EntriesSuffice,
                UserModeOnly,
                WholeStores,
                DmaInBounds,
                KernelsOwn,
                TimeTable,
                PaddingSuffices,
                BudgetsFit,
                DeadlinesMet,
                InterruptsMasked,
                CallsUpward,
                BackInTime,
                FramesInTime,
                PortsKeepUp,
                AdvisoryUpward,
                NoWayToTheBus,
                AllowListed,
                EndToEnd,
                HealthLimited {

    /** In the order of the rules. */
    List<RuleCheck> ALL =
            List.of(
                    new WritersApart(),
                    new NothingOverlaps(),
                    new OneOwner(),
                    new Encodable(),
                    new NothingCut(),
                    new EntriesSuffice(),
                    new UserModeOnly(),
                    new WholeStores(),
                    new DmaInBounds(),
                    new KernelsOwn(),
                    new TimeTable(),
                    new PaddingSuffices(),
                    new BudgetsFit(),
                    new DeadlinesMet(),
                    new InterruptsMasked(),
                    new CallsUpward(),
                    new BackInTime(),
                    new FramesInTime(),
                    new PortsKeepUp(),
                    new AdvisoryUpward(),
                    new NoWayToTheBus(),
                    new AllowListed(),
                    new EndToEnd(),
                    new HealthLimited());

    Rule rule();

    void examine(Configuration configuration, Examination examination);
}
