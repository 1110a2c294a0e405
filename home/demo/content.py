"""The words of the demonstration consultation.

`{how-to-use}` and the like stand for links to pages, `[[loop]]` and the like for
footnotes; both are filled in when the pages exist.
"""

from typing import Any

Block = tuple[str, Any]

CONSULTATION: dict[str, Any] = {
    "title": "A Centre of Excellence for children’s services data",
    "slug": "centre-of-excellence",
    "summary": (
        "How could one shared centre help those who work with data and digital tools in "
        "children’s services? Read what we have in mind, and tell us what we got wrong."
    ),
    "organisation": "The Centre of Excellence design team (a demonstration)",
    "contact": (
        "<p>This is a demonstration: nobody reads the mail. In your own consultation, say here "
        "whom readers can write to or ring, and how they get the text in another format.</p>"
    ),
    "privacy": (
        "<p>You can answer without giving a name or an address. What you tell us about yourself "
        "is seen by the people who analyse the answers and by nobody else. We use an email "
        "address only to send you a receipt and, if you agree, to ask you back.</p>"
    ),
}

CONSULTATION_BODY: list[Block] = [
    ("heading", {"text": "What this is about", "level": "h2"}),
    (
        "rich_text",
        "<p>Councils hold a great deal of data about the children they look after, and most of "
        "them build the same tools to make sense of it, each alone. This consultation asks "
        "whether a centre that belongs to all of them could do better, and what it should do "
        "first.</p><p>If you have five minutes, read {mechanisms} and answer at the foot of that "
        "page. If you have longer, begin with {how-to-use}.</p>",
    ),
    (
        "callout",
        {
            "kind": "information",
            "title": "You may answer as often as you like",
            "text": "<p>Each page has its own form. You need no account, and nothing is "
            "stored on your device.</p>",
        },
    ),
    ("heading", {"text": "What happens with your answers", "level": "h2"}),
    (
        "rich_text",
        "<ol><li>Every answer is kept and read.</li><li>After closing we publish what we heard, "
        "in figures and in words.</li><li>For each idea we say what we did about it, and "
        "why.</li></ol>",
    ),
]

HOW_TO_USE_BODY: list[Block] = [
    ("heading", {"text": "Finding your way", "level": "h2"}),
    (
        "rich_text",
        "<p>The pages build on one another, but each can be read by itself. At the foot of every "
        "page you find the way to the one before and the one after, and at the top the way "
        "back. The {appendices} hold what would have been in the way elsewhere.</p>",
    ),
    ("heading", {"text": "Giving your answer", "level": "h2"}),
    (
        "rich_text",
        "<p>Answer on the page that you are reading, in as few or as many words as you like. "
        "After sending you see a reference. Write it down: it is how you can ask about your "
        "answer later.</p>",
    ),
    (
        "details",
        {
            "items": [
                {
                    "summary": "Must I fill in every field?",
                    "text": "<p>No. What need not be answered says so.</p>",
                },
                {
                    "summary": "Can I change an answer that I have sent?",
                    "text": "<p>No, but you can send another one and say in it which one it "
                    "replaces.</p>",
                },
                {
                    "summary": "I would rather write a letter",
                    "text": "<p>Please do. It counts as much as an answer given here.</p>",
                },
            ]
        },
    ),
]

MECHANISMS: dict[str, Any] = {
    "title": "Possible mechanisms for change",
    "slug": "possible-mechanisms-for-change",
    "summary": "What could set off lasting change, and which ideas would do it.",
}

MECHANISMS_BODY: list[Block] = [
    (
        "rich_text",
        "<p>To know how something should work is one thing; to bring it about is another. "
        "<b>We want a centre whose aims are hopeful and whose ways of working are "
        "practical.</b></p>",
    ),
    ("heading", {"text": "A loop that feeds itself", "level": "h2"}),
    (
        "rich_text",
        "<p>Data to Insight began as a way for councils to improve their work with children’s "
        "services data together. From the start, one loop of cause and effect has guided what "
        "it does.[[loop]]</p>",
    ),
    (
        "cycle",
        {
            "title": "How working together keeps improving services",
            "introduction": "",
            "steps": [
                {
                    "title": "Better collaboration",
                    "text": "People from across the sector find ways to work together.",
                },
                {
                    "title": "Better data tools",
                    "text": "What they make together is more use than what each makes alone.",
                },
                {
                    "title": "Better services for children",
                    "text": "Councils with good tools serve children better.",
                },
            ],
        },
    ),
    (
        "rich_text",
        "<p>A council whose services gain from it is readier to join the next piece of work, and "
        "brings more to it. So each turn of the loop makes the following one easier.</p>",
    ),
    ("heading", {"text": "Why we believe in it", "level": "h2"}),
    (
        "rich_text",
        "<p>The loop has been tried. There are better shared tools than there were[[tools]], and "
        "better collections of data[[collections]], and more organisations pay for them and look "
        "after them. People in councils say that these help them to do more for children.</p>",
    ),
    ("heading", {"text": "Where a centre could help", "level": "h2"}),
    (
        "rich_text",
        "<p>We have sorted what a centre might do into six areas. Each could hold ideas without "
        "end; we kept to three for each theme, which makes thirty-six. How we came to "
        "them is in {areas}.</p>",
    ),
    ("area_table", {"title": "The six areas and their themes"}),
    (
        "rich_text",
        "<p><b>Are these ideas right?</b> We ask whether they are sound and whether they have the "
        "right scale. Most of all we ask whether they are true and useful.</p>",
    ),
    (
        "callout",
        {
            "kind": "important",
            "title": "Ideas, not commitments",
            "text": "<p>None of this has been decided or promised. Testing goes on through the "
            "whole project, and what you say here is part of it.</p>",
        },
    ),
    ("heading", {"text": "All thirty-six ideas", "level": "h2"}),
    ("idea_overview", {"title": ""}),
]

MECHANISMS_FORM: dict[str, Any] = {
    "heading": "Page feedback",
    "introduction": "<p>Tell us what you think of this page. It takes two minutes.</p>",
    "button_text": "Submit feedback",
    "thank_you": "<p>Thank you. We have received your feedback and will read it.</p>",
}

# Without it, nothing that people write on this page could be quoted in the outcome.
CONSENT_TO_PUBLISH: dict[str, Any] = {
    "type": "consent",
    "value": {
        "key": "may_publish",
        "label": "You may publish what I wrote, without anything that tells who I am",
        "help_text": "Leave this empty if you would rather not. We read your feedback anyway.",
        "required": False,
        "quoting": True,
    },
}

MECHANISMS_FOOTNOTES = {
    "loop": 'The loop is described in <a href="https://medium.com/ldcu/'
    'council-spotlight-november-b6e647d44041">an article that MHCLG published</a>.',
    "tools": "Among them are tools that check statutory returns before they are sent, and tools "
    "that compare one council’s figures with its neighbours’.",
    "collections": "These are sets of data that councils gather in one agreed way, so that their "
    "figures can be laid side by side.",
}
