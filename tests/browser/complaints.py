"""What a browser complains about: errors, refused resources, requests to other hosts."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_TELL_ALL = """
const plainError = console.error
// An object would be told as no more than "[Object]".
const told = (value) => value instanceof Error ? value : JSON.stringify(value)
console.error = (...values) => plainError(
    ...values.map((value) => typeof value === "object" ? told(value) : value)
)
document.addEventListener("securitypolicyviolation", (event) => console.error(
    `Refused by the policy: ${event.violatedDirective} ${event.blockedURI} `
    + `(${event.sourceFile}:${event.lineNumber})`
))
"""


@dataclass
class Watch:
    """Everything that browsers complained about so far.

    Args:
        address: the portal's address; any other is another host.
        complaints: errors and warnings of scripts and of the policy, resources not found.
        foreign: addresses on other hosts that were asked for.
    """

    address: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Watch all pages of a browser's context from now on."""
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        # Seen, not intercepted: interception would switch the browser's cache off.
        context.on("request", self._asked)
        context.add_init_script(_TELL_ALL)

    def _heard(self, message: ConsoleMessage) -> None:
        page = message.page
        # A page that comes with an error status is itself logged as a resource that failed.
        is_own_status = (
            message.text.startswith("Failed to load resource")
            and page is not None
            and message.location["url"] == page.url
        )
        if message.type in ("error", "warning") and not is_own_status:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _failed(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.foreign.append(request.url)


def expect_quiet(watch: Watch) -> None:
    """Fail where a browser complained, or asked another host."""
    assert watch.complaints == []
    assert watch.foreign == []
