from django_tasks import TaskContext, task

from consultation.importing.models.upload import Upload


@task(takes_context=True)
def look_through(context: TaskContext, upload_id: int) -> None:
    """Look an upload through without writing anything.

    Args:
        context: how often this was tried.
        upload_id: which; the file itself stays where it is kept.
    """
    from consultation.importing.uploads import running

    upload = Upload.objects.filter(pk=upload_id).select_related("user").first()
    if upload and not running.gives_up(upload, context.attempt):
        running.look_through(upload)


@task(takes_context=True)
def bring_in(context: TaskContext, upload_id: int) -> None:
    """Bring an upload in that somebody agreed to.

    Args:
        context: how often this was tried.
        upload_id: which.
    """
    from consultation.importing.uploads import running

    upload = Upload.objects.filter(pk=upload_id).select_related("user").first()
    if upload and not running.gives_up(upload, context.attempt):
        running.bring_in(upload)
