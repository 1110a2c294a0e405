"""Results of thirty-six ideas: are they right, how long do they take, what does a recount cost."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import connections
from django.test import Client
from wagtail.models import Page

from consultation.feedback.blocks.ideas import LIKELIHOOD, USEFULNESS
from consultation.responses.models import Response
from consultation.responses.results.idea_results import read_results_apart
from consultation.responses.results.public_results import public_results
from home.demo.services import load_demo
from ideas.models import Idea
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, question
from tests.load.generate import generate_responses
from tests.load.measure import report, side_by_side

FEW = 1000

# Idea, label of the scale, role, answer.
Told = Counter[tuple[str, str, str, str]]


def measure_results(count: int) -> None:
    """Measure results of 1,000 responses and of `count`, each checked against the answers."""
    load_demo()
    keys = [idea.row_key for idea in Idea.objects.all()]
    client = Client()
    places = {}
    for number in (FEW, count):
        consultation = ConsultationPageFactory()
        places[number] = (consultation, results_page(consultation))
        asking = asking_page(consultation)
        generate_responses(asking, number, seed=number)
        recount_apart()
        compare(asking, keys)
    subjects: dict[str, Callable[[Page, Page], object]] = {
        "the figures": lambda place, _: public_results(keys, [place.pk]),
        "the page, by role": lambda _, page: client.get(page.url),
        "the open data": lambda place, _: uncached(
            client, f"/api/v1/results?consultation={place.pk}"
        ),
    }
    for name, measured in subjects.items():
        by_size = {
            f"{number:,} responses": partial(measured, *place) for number, place in places.items()
        }
        report(
            f"Results of thirty-six ideas on two scales: {name}", side_by_side(by_size, rounds=20)
        )


def asking_page(consultation: Page) -> Page:
    """Return a page of a consultation that asks about all ideas on two scales."""
    scales = [USEFULNESS, LIKELIHOOD]
    scoring = question("idea_scoring", "scores", "Scores", subject="ideas", scales=scales)
    form = feedback_form(scoring, question("role", "role"))
    return SectionPageFactory(parent=consultation, blocks=[form])


def results_page(consultation: Page) -> Page:
    """Return a page of a consultation that shows what was said in it, by role."""
    block = {"type": "idea_results", "value": {"by_role": True}}
    return SectionPageFactory(parent=consultation, blocks=[block])


def uncached(client: Client, address: str) -> None:
    """Read the open data as the first reader does."""
    from django.core.cache import cache

    cache.clear()
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")


def recount_apart() -> None:
    """Count in a process of its own, so that its memory can be measured, and print the result."""
    connections.close_all()
    command = [sys.executable, "-m", "tests.load.one_recount"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    run = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\nRecount of {run['counted']:,} responses: {run['seconds']:.1f} s "
        f"({run['busy']:.1f} s by its own processor time), {run['growth']:.1f} MB more"
    )


def compare(asking: Page, keys: list[str]) -> None:
    """Add the answers up one by one, as they are stored, and stop if the results differ."""
    labels = {
        scale.key: scale.label
        for asked in asking.feedback_definition().questions
        for scale in asked.scales
    }
    stored: Told = Counter()
    listed = Response.objects.filter(page=asking, status="counted")
    for role, answers in listed.values_list("role", "form_data").iterator(chunk_size=2000):
        for idea, given in answers["scores"].items():
            for scale, answer in given.items():
                stored[idea, labels[scale], role, str(answer)] += 1
    told: Told = Counter()
    for result in read_results_apart(keys, [asking.consultation_pk()]):
        for idea, said in result.items():
            for scale in said.scales:
                for role, counts in scale.roles.items():
                    for answer, number in counts.items():
                        told[idea, scale.label, role, answer] += number
    if stored != told:
        raise RuntimeError("The results are not what the responses say.")
    print(f"{stored.total():,} answers added up one by one: the results say the same")
