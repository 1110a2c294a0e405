def readable_lines(text: str) -> str:
    """Return text as it was typed, not as it was sent.

    Forms travel with CRLF line ends, which nobody typed. NUL, which a database
    cannot hold, becomes the replacement sign, as in web pages.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
