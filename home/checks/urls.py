from django.urls import path

from home.views.page_checks import PageChecksView

app_name = "checks"

urlpatterns = [path("<int:page_id>/", PageChecksView.as_view(), name="page")]
