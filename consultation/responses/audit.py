"""What is done with responses, in Wagtail's audit log."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, PageLogEntry

# An analyst turns a hundred screens a day: one entry says that they read, a hundred hide the rest.
LISTED_AGAIN_AFTER = timedelta(hours=24)

# By the name of each action: its label, and its message with what is put into it.
LOG_ACTIONS = {
    "view": ("Read response", "Response read"),
    "find_person": ("Find a person’s responses", "A person’s responses looked for"),
    "hand_over": ("Hand a person’s responses over", "A person’s responses exported"),
    "enter": ("Enter response", "Response entered"),
    "view_list": ("List responses", "Responses listed"),
    "export": ("Export responses", "{responses} exported as {format}"),
    "export_personal": (
        "Export responses with personal data",
        "{responses} exported as {format}, with personal data",
    ),
    "change_status": ("Change status of response", "Status: {from} → {to}"),
    "erase": ("Erase response", "Response erased"),
    "erase_personal": ("Erase personal data", "Personal data erased ({erased})"),
    "redact": ("Redact answer", "Answer redacted, not public yet"),
    "publish": ("Publish answer", "Answer published after reading"),
    "withdraw": ("Withdraw published answer", "Published answer withdrawn"),
    "withdraw_consent": ("Withdraw consent", "Consent to publish withdrawn"),
}


class ResponseLogFormatter(LogFormatter):
    """Tells what was done, why, and with the answer to which question; nothing of what it says."""

    def format_message(self, log_entry: Any) -> str:
        data, number = log_entry.data, log_entry.data.get("rows", 0)
        responses = "1 response" if number == 1 else f"{number:,} responses"
        erased = ", ".join(data.get("questions", []))
        message = self.message.format_map(data | {"responses": responses, "erased": erased})
        return f"{message}: {data['question']}" if "question" in data else message

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason", ""))


def log_list(page: Page | None, request: HttpRequest) -> None:
    """Note, once a day and person, that a page's responses were listed; None is all pages."""
    target = page or Page.get_first_root_node()
    lately = PageLogEntry.objects.filter(
        page_id=target.pk,
        action="responses.view_list",
        user_id=request.user.pk,
        timestamp__gt=timezone.now() - LISTED_AGAIN_AFTER,
    )
    if not lately.exists():
        log(target, "responses.view_list", user=request.user)


def log_export(
    page: Page | None,
    request: HttpRequest,
    export_format: str,
    rows: int,
    *,
    export_id: str = "",
    personal_columns: Sequence[str] | None = None,
) -> None:
    """Note an export of a page, or of all, by its manifest’s id; None is no personal data."""
    # A search may hold a person's name.
    query = request.GET.copy()
    query.pop("export", None)
    if query.pop("q", None):
        query["searched"] = "yes"
    data: dict[str, Any] = {"format": export_format, "rows": rows, "filter": query.urlencode()}
    if export_id:
        data["export"] = export_id
    action = "responses.export"
    if personal_columns is not None:
        action = "responses.export_personal"
        data["personal_columns"] = list(personal_columns)
    log(page or Page.get_first_root_node(), action, user=request.user, data=data)
