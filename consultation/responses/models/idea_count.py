from django.db import models


class IdeaCount(models.Model):
    """How many counted responses of one role gave one answer about an idea on one scale.

    Kept in step with every response that comes, is excluded or erased, so that
    results are as quick for a hundred thousand responses as for ten. A scale is
    known by its wording too: answers to another wording are another distribution.
    """

    consultation_key = models.PositiveBigIntegerField(default=0)
    idea = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    scale = models.CharField(max_length=60)
    scale_label = models.CharField(max_length=150)
    answer = models.CharField(max_length=60)
    role = models.CharField(max_length=250)
    # Not a positive field: its check would refuse the -1 that is about to be added.
    number = models.IntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "count of answers about an idea"
        verbose_name_plural = "counts of answers about ideas"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "idea",
                    "consultation_key",
                    "kind",
                    "scale",
                    "scale_label",
                    "answer",
                    "role",
                ),
                name="one_count_per_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.idea}: {self.scale_label} {self.answer} ({self.role}) {self.number}"
