from wagtail.admin.views.generic.chooser import CreateView


class NothingCreatedView(CreateView):
    """For choosers in which nothing can be created, to which Wagtail's own view answers 500."""

    def can_create(self) -> bool:
        return False
