"""Where one person comes in, keeps their kit, and chooses."""

from django.urls import include, path

from toward.people import beginning, entering, intents_views, kit_views, reset_views, settings_views, wishing

urlpatterns = [
    path("begin/", beginning.signup, name="signup"),
    path("begin/you/", beginning.signup_you, name="signup_you"),
    path("begin/done/", beginning.signup_done, name="signup_done"),
    path("enter/", entering.enter, name="enter"),
    path("unlock/", entering.unlock, name="unlock"),
    path("lock/", entering.lock, name="lock"),
    path("leave-device/", entering.leave_device, name="leave-device"),
    path("recover/", entering.recover, name="recover"),
    path("anew/<str:code>/", reset_views.anew, name="anew"),
    path("found/", reset_views.found, name="found"),
    path("intents/", intents_views.receive, name="intents"),
    path("do/<str:kind>/", wishing.do, name="do"),
    path("home/", settings_views.home, name="home"),
    path("kit/", kit_views.kit, name="kit"),
    path("kit/keep/", kit_views.kit_keep, name="kit_keep"),
    path("settings/", settings_views.settings, name="settings"),
    path("password/", settings_views.password, name="password"),
    path("devices/", settings_views.devices, name="devices"),
    path("devices/end/", settings_views.devices_end, name="devices_end"),
    path("", include("toward.people.passkey_urls")),
]
