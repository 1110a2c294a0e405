from django_tasks import task

from consultation.importing.models.upload import Upload


@task()
def look_through(upload_id: int) -> None:
    """Look an upload through without writing anything.

    Args:
        upload_id: which; the file itself stays where it is kept.
    """
    from consultation.importing.uploads import running

    upload = Upload.objects.filter(pk=upload_id).select_related("user").first()
    if upload:
        running.look_through(upload)


@task()
def bring_in(upload_id: int) -> None:
    """Bring an upload in that somebody agreed to.

    Args:
        upload_id: which.
    """
    from consultation.importing.uploads import running

    upload = Upload.objects.filter(pk=upload_id).select_related("user").first()
    if upload:
        running.bring_in(upload)
