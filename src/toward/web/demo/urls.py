"""Every address of the product, with the few of the demonstration before them."""

from django.urls import include, path

from toward.web import urls as product
from toward.web import views as shell
from toward.web.demo import views

urlpatterns = [
    path("", views.seats, name="demo"),
    path("demo/outside/", shell.first, name="demo_outside"),
    path("demo/seat/", views.sit, name="demo_seat"),
    path("demo/day/", views.wind_on, name="demo_day"),
    path("demo/look-back/", views.look_back_at_theirs, name="demo_look_back"),
    path("", include("toward.web.urls")),
]

handler400, handler403 = product.handler400, product.handler403
handler404, handler500 = product.handler404, product.handler500
