from django.dispatch import Signal

# Sent before the version is published, with `workflow_state`, `revision` and `user`. A
# receiver that returns True keeps the version back, to publish it itself: a release does so
# with what it gathers.
version_approved = Signal()
