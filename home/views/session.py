from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe
from wagtail.admin.utils import get_user_display_name


@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Tell an open form who is signed in now, and with which token it can be sent.

    Whoever is signed out is sent to the sign-in screen, as by every address of the admin.
    """
    return JsonResponse(
        {
            "user": request.user.pk,
            "name": get_user_display_name(request.user),
            "token": get_token(request),
            "most_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        }
    )
