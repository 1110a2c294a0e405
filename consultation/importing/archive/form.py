"""What an archive is known by, and where its parts lie."""

FORMAT = "consultation archive"
VERSION = 1

LIST = "data/archive.json"
README = "data/README.md"
FILES = "data/files.csv"
IDEAS = "data/ideas.csv"
QUESTIONS = "data/questions.csv"
REVISIONS = "data/revisions.csv"
RESPONSES = "data/responses.csv"
MANIFEST = "data/responses-manifest.json"
