from django.urls import path

from home.views.handbook import HandbookView, picture

app_name = "handbook"

urlpatterns = [
    path("", HandbookView.as_view(), name="contents"),
    path("<slug:name>/", HandbookView.as_view(), name="page"),
    path("pictures/<str:name>", picture, name="picture"),
]
