"""The recipes of fraud defence."""

from dependency_injector import providers

from application.risk.count_fraud import CountFraud
from application.risk.gather_facts import GatherFacts
from application.risk.import_networks import CountNetworks, ImportNetworks
from application.risk.look_up import LookUp
from application.risk.replay_decisions import ReplayDecisions
from application.risk.settle_facts import SettleFacts
from application.risk.weigh_ask import WeighAsk
from domain.spend import Budgets
from entrypoints.audit_cases import AuditCases
from entrypoints.settings import Settings


def _spend_caps(settings: Settings) -> Budgets:
    caps = {
        "hour": settings.spend_cap_per_hour,
        "day": settings.spend_cap_per_day,
        "month": settings.spend_cap_per_month,
    }
    return Budgets({("installation", span): cap for span, cap in caps.items() if cap is not None})


class FraudCases(AuditCases):
    """Each recipe is stateless and made once."""

    settings, adapters, scribe = AuditCases.settings, AuditCases.adapters, AuditCases.scribe

    gather_facts = providers.Singleton(
        GatherFacts,
        places=adapters.places,
        mail_domains=adapters.mail_domains,
        look_up=providers.Singleton(
            LookUp,
            intelligence=adapters.phone_intelligence,
            book=adapters.line_book,
            clock=adapters.clock,
            per_day=settings.provided.phone_lookups_per_day,
        ),
    )
    weigh_ask = providers.Singleton(
        WeighAsk,
        reputation=adapters.reputation,
        puzzles=adapters.puzzles,
        gather=gather_facts,
        scribe=scribe,
        everywhere=providers.Callable(_spend_caps, settings),
        tally=adapters.tally,
    )
    import_networks = providers.Singleton(ImportNetworks, store=adapters.store, scribe=scribe)
    count_networks = providers.Singleton(CountNetworks, store=adapters.store)
    count_fraud = providers.Singleton(CountFraud, decisions=adapters.decisions, clock=adapters.clock)
    replay_decisions = providers.Singleton(ReplayDecisions, decisions=adapters.decisions, clock=adapters.clock)
    settle_facts = providers.Singleton(SettleFacts, reputation=adapters.reputation)
