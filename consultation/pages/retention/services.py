from wagtail.log_actions import log

from consultation.pages.retention.rules import Rule
from consultation.responses.protection.losses import Losses
from consultation.responses.protection.retaining import erase_still_held


def apply_rule(rule: Rule) -> Losses:
    """Erase the personal data that a consultation has said would go by now; the answers stay.

    What was erased in each response is in the log with the response; how many it were,
    in the history of the consultation's page.

    Args:
        rule: one that is due.

    Returns:
        What was erased.
    """
    if rule.page is None or not rule.is_due:
        raise ValueError("This is not due")
    losses = erase_still_held(rule.page.pk, rule.reason)
    if losses.responses:
        log(
            rule.page,
            "consultation.apply_retention",
            data={"responses": losses.responses, "reason": rule.reason},
        )
    return losses
